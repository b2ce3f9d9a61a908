"""The daemon: one process that ticks, reloads its rules, answers pages, and stops in order."""
