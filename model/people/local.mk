noinst_LIBRARIES += libpeople.a
libpeople_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libpeople_a_SOURCES = \
	model/people/factor.c \
	model/people/factor.h \
	model/people/factor_key.c \
	model/people/factor_parts.h \
	model/people/factor_set.c \
	model/people/import.c \
	model/people/import.h \
	model/people/login.c \
	model/people/login.h \
	model/people/mails.c \
	model/people/mails.h \
	model/people/organisation.c \
	model/people/password.c \
	model/people/person.c \
	model/people/person.h \
	model/people/rate.c \
	model/people/rate.h \
	model/people/reset.c \
	model/people/reset.h \
	model/people/session.c \
	model/people/session.h \
	model/people/token.c \
	model/people/token.h
PEOPLE_LIBS = libpeople.a $(FACTOR_LIBS) libtrack.a libres.a $(OUTBOX_LIBS)
