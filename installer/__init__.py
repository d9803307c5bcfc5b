"""What a fresh machine needs before anything of ours can run: the environment, its packages, the build of
PyTorch. Standard library only.

``run.py`` is the door; ``environment`` makes ``.venv`` and installs a list of requirements, ``pytorch``
decides which build of torch, ``background`` brings the packages of local models while the app is used
already, and says how far it is.
"""
