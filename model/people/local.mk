noinst_LIBRARIES += libpeople.a
libpeople_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libpeople_a_SOURCES = \
	model/people/login.c \
	model/people/login.h \
	model/people/organisation.c \
	model/people/person.c \
	model/people/person.h \
	model/people/session.c \
	model/people/session.h \
	model/people/token.c \
	model/people/token.h
PEOPLE_LIBS = libpeople.a libres.a
