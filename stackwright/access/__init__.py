"""Who may do what, and who did what: users, tokens, roles and the audit trail."""
