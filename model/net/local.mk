noinst_LIBRARIES += libnet.a
libnet_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
libnet_a_SOURCES = \
	model/net/address.c \
	model/net/address.h \
	model/net/client.c \
	model/net/client.h \
	model/net/fetch.c \
	model/net/fetch.h \
	model/net/lookup.c \
	model/net/lookup.h \
	model/net/mailbox.c \
	model/net/mailbox.h \
	model/net/target.c \
	model/net/target.h
NET_LIBS = libnet.a libbase.a $(CURL_LIBS)
