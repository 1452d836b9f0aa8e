noinst_LIBRARIES += libstore.a
libstore_a_CPPFLAGS = $(AM_CPPFLAGS)
libstore_a_SOURCES = \
	model/store/backend.h \
	model/store/local.c \
	model/store/part.c \
	model/store/store.c \
	model/store/store.h
STORE_LIBS = libstore.a
