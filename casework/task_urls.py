from django.urls import path

from casework.task_enums import TaskAct
from casework.views import board, covers, tasks

urlpatterns = [
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/create/", tasks.task_create, name="task_create"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/finish/", tasks.task_change, {"act": TaskAct.DONE}, "task_finish"),
    path("tasks/<int:pk>/move/", tasks.task_change, {"act": TaskAct.MOVED}, "task_move"),
    path(
        "tasks/<int:pk>/hand-over/",
        tasks.task_change,
        {"act": TaskAct.HANDED_OVER},
        "task_hand_over",
    ),
    path("tasks/<int:pk>/cancel/", tasks.task_change, {"act": TaskAct.CANCELLED}, "task_cancel"),
    path("<int:pk>/tasks/create/", tasks.task_of_case_create, name="task_of_case_create"),
    path("notes/<int:pk>/tasks/create/", tasks.task_of_note_create, name="task_of_note_create"),
    path("covers/", covers.cover_list, name="cover_list"),
    path("covers/<int:pk>/end/", covers.cover_end, name="cover_end"),
    path("board/", board.board, name="board"),
    path("board/overview/", board.board_overview, name="board_overview"),
    path("board/thresholds/", board.threshold_edit, name="threshold_edit"),
    path("board/<slug:code>/", board.board_list, name="board_list"),
]
