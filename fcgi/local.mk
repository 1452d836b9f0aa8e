noinst_LIBRARIES += libedge.a
libedge_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libedge_a_SOURCES = \
	fcgi/auth.c \
	fcgi/components.c \
	fcgi/components.h \
	fcgi/cors.c \
	fcgi/dispatch.c \
	fcgi/docs.c \
	fcgi/edge.h \
	fcgi/faults.c \
	fcgi/faults.h \
	fcgi/form.c \
	fcgi/form.h \
	fcgi/header.c \
	fcgi/header.h \
	fcgi/jwt.c \
	fcgi/jwt.h \
	fcgi/multipart.c \
	fcgi/multipart.h \
	fcgi/openapi.c \
	fcgi/openapi.h \
	fcgi/params.c \
	fcgi/request.c \
	fcgi/response.c \
	fcgi/router.c \
	fcgi/schema.c \
	fcgi/schema.h \
	fcgi/statuses.c \
	fcgi/watch.c \
	fcgi/web.h
EDGE_LIBS = libedge.a $(BASE_LIBS) $(FCGI_LIBS)

# Order matters to the linker: who calls stands before who is called.
MODEL_LIBS = libstudio.a libcontext.a libshots.a libpreview.a libtrack.a libfootage.a libvideo.a libdesign.a libstill.a $(PEOPLE_LIBS) libreplay.a $(JOB_LIBS) libnet.a $(CSV_LIBS) $(ZLIB_LIBS)
SITE_LIBS = libhandlers.a libedge.a $(MODEL_LIBS) $(BASE_LIBS) $(FCGI_LIBS) $(CURL_LIBS)

sbin_PROGRAMS += dailies-web dailies-jobs dailies-post
SERVICE_SOURCES = fcgi/service.c fcgi/service.h
dailies_web_SOURCES = fcgi/main.c $(SERVICE_SOURCES)
dailies_web_LDADD = $(SITE_LIBS)
dailies_jobs_SOURCES = fcgi/jobs.c $(SERVICE_SOURCES)
dailies_jobs_LDADD = $(MODEL_LIBS) $(BASE_LIBS) $(CURL_LIBS)
dailies_post_SOURCES = fcgi/post.c $(SERVICE_SOURCES)
dailies_post_LDADD = $(OUTBOX_LIBS) $(DB_LIBS) $(BASE_LIBS)

bin_PROGRAMS += dailies
dailies_SOURCES = \
	fcgi/tool.c \
	fcgi/tool.h \
	fcgi/tool_doctor.c \
	fcgi/tool_outbox.c \
	fcgi/tool_parse.c \
	fcgi/tool_people.c \
	fcgi/tool_seed.c \
	fcgi/tool_server.c
dailies_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
dailies_LDADD = $(SITE_LIBS)
