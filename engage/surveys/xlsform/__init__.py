"""Questionnaires as workbooks that ODK and KoboToolbox understand: a subset of XLSForm, read and written.

What is not understood is never passed over in silence: what would change the answers is a fault with its place, what
only changes how a form looks is a note.
"""

from engage.surveys.xlsform.reading import read
from engage.surveys.xlsform.report import Fault, Reading, SurveyWords
from engage.surveys.xlsform.writing import write

__all__ = ["Fault", "Reading", "SurveyWords", "read", "write"]
