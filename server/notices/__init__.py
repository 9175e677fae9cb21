"""Notices by Web Push: something came back, open the app. They carry no record; what they speak of waits in the app."""
