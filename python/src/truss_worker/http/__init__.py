"""The HTTP objects that models see and give: requests, responses, exceptions."""
