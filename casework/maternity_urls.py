app_name = "maternity"
urlpatterns = []
