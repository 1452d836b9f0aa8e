noinst_LIBRARIES += libreplay.a
libreplay_a_SOURCES = \
	model/replay/replay.c \
	model/replay/replay.h
