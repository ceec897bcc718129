"""Days by which something is due: Monday to Friday. Public holidays differ by year and place and are not known here."""

from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, number: int) -> date:
    """Return the working day that comes so many working days after a day."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day
