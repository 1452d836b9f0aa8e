noinst_LIBRARIES += libhandlers.a
libhandlers_a_SOURCES = \
	handlers/admit.c \
	handlers/auth.c \
	handlers/family.c \
	handlers/family.h \
	handlers/family_video.c \
	handlers/files.c \
	handlers/footage.c \
	handlers/hooks.h \
	handlers/jobs.c \
	handlers/jobs.h \
	handlers/needs.c \
	handlers/needs.h \
	handlers/page.c \
	handlers/page.h \
	handlers/people.c \
	handlers/perform.c \
	handlers/rows.c \
	handlers/rows.h \
	handlers/rows.c \
	handlers/rows.h \
	handlers/scene_view.c \
	handlers/scene_view.h \
	handlers/scenes.c \
	handlers/signin.c \
	handlers/signin.h \
	handlers/signin.c \
	handlers/signin.h \
	handlers/system.c \
	handlers/table.c \
	handlers/table.h \
	handlers/tus.c \
	handlers/tus.h \
	handlers/tus_piece.c \
	handlers/tus_piece.h \
	handlers/video_tus.c
