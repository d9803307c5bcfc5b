"""People: accounts, roles, sessions, invitations, lockout, the audit log. Imports ``storage`` alone."""

from accounts.account import ROLES, Account, Role, parse_role
from accounts.accounts import Accounts
from accounts.administration import Administration
from accounts.sign_up import SignUp

__all__ = ["ROLES", "Account", "Accounts", "Administration", "Role", "SignUp", "parse_role"]
