"""The addresses of a client's plan."""

from __future__ import annotations

from django.urls import path

from unstuck.web.plans import views

app_name = "plans"
_PLAN = "clients/<uuid:episode>/plan/"
urlpatterns = [
    path(_PLAN, views.plan, name="plan"),
    path(f"{_PLAN}options/", views.options, name="options"),
    path(f"{_PLAN}issues/", views.issues, name="issues"),
    path(f"{_PLAN}choose/", views.choose, name="choose"),
    path(f"{_PLAN}approaches/<int:step>/end/", views.end, name="end"),
    path(f"{_PLAN}sheet/", views.sheet, name="sheet"),
    path(f"{_PLAN}goals/add/", views.goal_add, name="goal_add"),
    path(f"{_PLAN}goals/<uuid:goal>/describe/", views.goal_describe, name="goal_describe"),
    path(f"{_PLAN}goals/<uuid:goal>/rate/", views.goal_rate, name="goal_rate"),
    path(f"{_PLAN}goals/<uuid:goal>/reword/", views.goal_reword, name="goal_reword"),
    path(f"{_PLAN}goals/<uuid:goal>/move/", views.goal_move, name="goal_move"),
    path(f"{_PLAN}words/add/", views.said_add, name="said_add"),
    path(f"{_PLAN}words/<int:said>/no-longer/", views.said_end, name="said_end"),
    path(f"{_PLAN}parts/add/", views.part_add, name="part_add"),
    path(f"{_PLAN}parts/<int:part>/drop/", views.part_drop, name="part_drop"),
]
