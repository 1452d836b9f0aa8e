noinst_LIBRARIES += libdb.a
libdb_a_CPPFLAGS = $(AM_CPPFLAGS) $(MARIADB_CFLAGS)
libdb_a_SOURCES = \
	model/db/conn.c \
	model/db/conn.h \
	model/db/db.h \
	model/db/migrate.c \
	model/db/one.c \
	model/db/query.c \
	model/db/query.h \
	model/db/stmt.c
DB_LIBS = libdb.a $(MARIADB_LIBS)
