"""定期报告 as a file of one of its formats, for the page and the command line."""

from __future__ import annotations

from pointbook.exports import file_name
from pointbook.exports.report import ReportFile, ReportFormat


def written(file: ReportFile, to: ReportFormat) -> bytes:
    """The content of the file. FontMissing."""
    # Each writer brings a library of its own along.
    if to == "xlsx":
        from pointbook.exports.report_xlsx import report_xlsx

        return report_xlsx(file)
    if to == "pdf":
        from pointbook.exports.report_pdf import report_pdf

        return report_pdf(file)
    from pointbook.ui.report_html import report_html

    return report_html(file)


def name(file: ReportFile, to: ReportFormat) -> str:
    """What the file is called."""
    return file_name(file.title, to)
