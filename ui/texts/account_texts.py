"""The texts of accounts: signing in and up, what is kept, the 계정 page. Korean first, English second."""

from __future__ import annotations

ACCOUNT_TEXTS: dict[str, tuple[str, str]] = {
    "account": ("계정", "Account"),
    "login": ("로그인", "Sign in"),
    "logout": ("로그아웃", "Sign out"),
    "sign_up": ("가입하기", "Sign up"),
    "user_name": ("이름", "Name"),
    "password": ("비밀번호", "Password"),
    "password_again": ("비밀번호 한 번 더", "Password again"),
    "password_now": ("지금 비밀번호", "Present password"),
    "password_new": ("새 비밀번호", "New password"),
    "password_help": (
        "8자 이상. 낱말 여러 개를 이어 적으면 외우기 쉽고 짐작하기 어렵습니다.",
        "8 characters or more. Several words in a row are easy to keep and hard to guess.",
    ),
    "invitation_code": ("초대 코드", "Invitation code"),
    "mail": ("메일 주소 (적지 않아도 됩니다)", "Mail address (may be left out)"),
    "agree_notice": (
        "아래에 적힌 개인정보를 보관하는 데 동의합니다.",
        "I agree that what is listed below is kept.",
    ),
    "under_14": ("만 14세 미만입니다.", "I am under 14."),
    "guardian": ("보호자의 이름과 연락처 (만 14세 미만만)", "A guardian's name and how to reach them (under 14 only)"),
    "guardian_agrees": (
        "보호자가 위 내용을 읽고 동의했습니다. (만 14세 미만만)",
        "A guardian has read this and agrees. (under 14 only)",
    ),
    "no_account": ("계정이 없으면 가입하세요.", "No account yet? Sign up."),
    "has_account": ("이미 계정이 있으면 로그인하세요.", "Have an account? Sign in."),
    "forgot": (
        "비밀번호를 잊었다면 선생님이나 관리자에게 재설정 링크를 부탁하세요.",
        "Forgot your password? Ask a teacher or an administrator for a link to reset it.",
    ),
    "reset_title": ("비밀번호 정하기", "Choose a password"),
    "reset_for": ("{name}님의 새 비밀번호를 정합니다.", "Choose a new password for {name}."),
    "save_password": ("비밀번호 저장", "Save the password"),
    "notice": ("보관하는 개인정보", "What is kept"),
    "notice_kept": (
        "이름, 비밀번호의 해시, 적었다면 메일 주소와 보호자 정보; 올린 자료, 대화, 문제와 풀이, 과제 제출; 로그인한 때와 누가 "
        "누구의 결과를 보았는지의 기록.",
        "Your name, a hash of your password, a mail address and a guardian where you gave them; the sources you "
        "upload, conversations, questions and answers, work handed in; when you signed in, and who looked at whose "
        "results.",
    ),
    "notice_why": (
        "학습을 돕는 데에만 씁니다. 이 서버 밖으로 보내지 않고, 다른 사람이나 회사에 넘기지 않으며, 모델 학습에 쓰려면 관리자가 "
        "따로 동의를 받아야 합니다.",
        "It serves learning alone. Nothing leaves this server or goes to anybody else; to train a model with it an "
        "administrator needs another consent.",
    ),
    "notice_long": (
        "계정을 지울 때까지 보관합니다. 접속 기록은 {days}일, 로그인 실패 기록은 1시간 뒤에 지웁니다. 계정 페이지에서 언제든지 내 "
        "자료를 내려받고 계정을 지울 수 있습니다. 백업에는 백업을 지울 때까지 남습니다.",
        "It is kept until you delete your account. The log goes after {days} days, failed logins after an hour. On the "
        "Account page you can download what is yours and delete the account at any time. Backups keep it until they "
        "are deleted.",
    ),
    "notice_rights": (
        "동의하지 않아도 됩니다. 그러면 계정을 만들 수 없습니다. 처리를 멈추어 달라고 관리자에게 요구할 수 있습니다.",
        "You need not agree; then no account is made. You can ask an administrator to stop the processing.",
    ),
    "other_language": ("English", "한국어"),
    "signed_out": ("로그인이 끝났습니다. 다시 로그인해 주세요.", "You are signed out. Sign in again."),
    "go_login": ("로그인 화면으로", "Go to the sign-in page"),
    "form_expired": (
        "이 화면을 연 지 오래되었거나 다른 곳에서 보낸 요청입니다. 다시 적어 주세요.",
        "This page was open for too long, or the request came from elsewhere. Fill it in again.",
    ),
    "signed_in_as": ("{name} ({role})", "{name} ({role})"),
    "account_since": ("{day}부터 쓰는 계정입니다.", "An account since {day}."),
    "export_mine": ("내 자료 내려받기", "Download what is mine"),
    "export_note": (
        "보관된 내 기록 전부와 올린 파일을 압축 파일 하나로 내려받습니다.",
        "Everything that is kept of yours, with the files you uploaded, as one zip.",
    ),
    "export_prepare": ("압축 파일 만들기", "Prepare the zip"),
    "export_get": ("압축 파일 내려받기", "Download the zip"),
    "password_change": ("비밀번호 바꾸기", "Change the password"),
    "password_changed": (
        "비밀번호를 바꾸었습니다. 다른 기기에서는 로그아웃되었습니다.",
        "The password is changed; other devices are signed out.",
    ),
    "delete_me": ("계정 지우기", "Delete the account"),
    "delete_note": (
        "계정과 자료, 대화, 문제, 풀이, 제출한 과제를 되살릴 수 없게 지웁니다. 백업 파일에는 백업을 지울 때까지 남습니다.",
        "Deletes the account, sources, conversations, questions, answers and what was handed in, for good. "
        "Backups keep them until they are deleted.",
    ),
    "delete_sure": ("되살릴 수 없다는 것을 압니다.", "I know that this cannot be undone."),
    "own_log": ("접속과 열람 기록", "Log"),
    "own_log_note": (
        "내가 한 일과, 누가 내 결과를 보았는지입니다.",
        "What you did, and who looked at your results.",
    ),
    "log_at": ("때", "When"),
    "log_what": ("한 일", "What"),
    "log_who": ("한 사람", "Who"),
    "log_about": ("대상", "Whose"),
    "people_desk": ("사람 관리", "People"),
    "people_invite": ("초대 코드 만들기", "Make an invitation code"),
    "people_code": ("초대 코드: {code} (30명, 14일)", "Invitation code: {code} (30 people, 14 days)"),
    "people_role": ("역할", "Role"),
    "people_save_role": ("역할 저장", "Save the role"),
    "people_link": ("비밀번호 재설정 링크", "Link to reset the password"),
    "people_link_note": (
        "이 주소를 본인에게만 전하세요. 24시간 안에 한 번 쓸 수 있습니다.",
        "Give this address to that person alone; it works once, for 24 hours.",
    ),
    "people_stop": ("사용 중지", "Stop"),
    "people_resume": ("다시 쓰게 하기", "Resume"),
    "people_stopped": ("사용이 중지됨", "stopped"),
    "log_login": ("로그인", "signed in"),
    "log_logout": ("로그아웃", "signed out"),
    "log_login_failed": ("로그인 실패", "failed to sign in"),
    "log_signed_up": ("가입", "signed up"),
    "log_account_added": ("계정 만듦", "account made"),
    "log_password_changed": ("비밀번호 바꿈", "changed the password"),
    "log_password_reset": ("링크로 비밀번호 정함", "chose a password by a link"),
    "log_reset_link_made": ("재설정 링크 만듦", "reset link made"),
    "log_role_given": ("역할 바꿈", "role given"),
    "log_invited": ("초대 코드 만듦", "invitation made"),
    "log_renamed": ("이름 바로잡음", "renamed"),
    "log_stopped": ("사용 중지", "stopped"),
    "log_resumed": ("다시 쓰게 함", "resumed"),
    "log_account_deleted": ("계정 지움", "account deleted"),
    "log_looked_at_results": ("결과를 봄", "looked at results"),
}
