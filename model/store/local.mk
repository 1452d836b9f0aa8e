noinst_LIBRARIES += libstore.a
libstore_a_CPPFLAGS = $(AM_CPPFLAGS)
libstore_a_SOURCES = \
	model/store/backend.h \
	model/store/local.c \
	model/store/part.c \
	model/store/store.c \
	model/store/store.h \
	model/store/tree.c \
	model/store/tree.h \
	model/store/view.c \
	model/store/view.h
STORE_LIBS = libstore.a
