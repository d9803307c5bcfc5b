"""People: accounts, roles, sessions, invitations, lockout, the audit log. Imports ``storage`` alone."""

from accounts.account import ROLES, Account, Role
from accounts.accounts import Accounts

__all__ = ["ROLES", "Account", "Accounts", "Role"]
