# Everything is done by ops/tsunagi.py; docs/operations.md explains it.
PYTHON := $(shell command -v python3.11 || command -v python3 || command -v python)
VERBS := run up down test bench manage

.PHONY: $(VERBS)
$(VERBS):
	@$(or $(PYTHON),$(error Python 3.11 以上をインストールしてください。)) ops/tsunagi.py $@ $(ARGS)
