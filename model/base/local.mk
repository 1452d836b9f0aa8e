noinst_LIBRARIES += libbase.a
libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(CRYPTO_CFLAGS)
libbase_a_SOURCES = \
	model/base/arena.c \
	model/base/arena.h \
	model/base/banned.h \
	model/base/base.h \
	model/base/conf.c \
	model/base/conf.h \
	model/base/crypt.c \
	model/base/crypt.h \
	model/base/digest.c \
	model/base/digest.h \
	model/base/entries.c \
	model/base/entries.h \
	model/base/err.c \
	model/base/field.c \
	model/base/field.h \
	model/base/field_lax.c \
	model/base/field_parts.h \
	model/base/field_rows.c \
	model/base/host.c \
	model/base/host.h \
	model/base/json.c \
	model/base/json.h \
	model/base/log.c \
	model/base/log.h \
	model/base/out.c \
	model/base/out.h \
	model/base/shape.c \
	model/base/text.c \
	model/base/text.h
BASE_LIBS = libbase.a $(JSON_LIBS) $(CRYPTO_LIBS) $(CRYPT_LIBS) -lm
