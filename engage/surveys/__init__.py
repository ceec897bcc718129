"""Surveys: questions, answers without names, and what they say."""
