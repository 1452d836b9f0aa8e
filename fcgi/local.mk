noinst_LIBRARIES += libedge.a
libedge_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libedge_a_SOURCES = \
	fcgi/auth.c \
	fcgi/dispatch.c \
	fcgi/edge.h \
	fcgi/form.c \
	fcgi/form.h \
	fcgi/header.c \
	fcgi/header.h \
	fcgi/jwt.c \
	fcgi/jwt.h \
	fcgi/multipart.c \
	fcgi/multipart.h \
	fcgi/params.c \
	fcgi/request.c \
	fcgi/response.c \
	fcgi/router.c \
	fcgi/web.h
EDGE_LIBS = libedge.a $(BASE_LIBS) $(FCGI_LIBS)
