noinst_LIBRARIES += libhandlers.a
libhandlers_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libhandlers_a_SOURCES = \
	handlers/admit.c \
	handlers/auth.c \
	handlers/designs_login.c \
	handlers/family.c \
	handlers/family.h \
	handlers/family_designs.c \
	handlers/family_video.c \
	handlers/files.c \
	handlers/form.c \
	handlers/form.h \
	handlers/form_answer.c \
	handlers/form_answer.h \
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
	handlers/pydantic2.c \
	handlers/pydantic2.h \
	handlers/rows.c \
	handlers/rows.h \
	handlers/scene_view.c \
	handlers/scene_view.h \
	handlers/scenes.c \
	handlers/signin.c \
	handlers/signin.h \
	handlers/system.c \
	handlers/table.c \
	handlers/table.h \
	handlers/tus.c \
	handlers/tus.h \
	handlers/tus_piece.c \
	handlers/tus_piece.h \
	handlers/video.c \
	handlers/video_captions.c \
	handlers/video_form.c \
	handlers/video_page.c \
	handlers/video_page.h \
	handlers/video_tus.c
