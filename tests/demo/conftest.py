from tests.demo.fixtures import demo_database

__all__ = ["demo_database"]
