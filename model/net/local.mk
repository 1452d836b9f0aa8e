noinst_LIBRARIES += libnet.a
libnet_a_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS)
libnet_a_SOURCES = \
	model/net/client.c \
	model/net/client.h \
	model/net/fetch.h \
	model/net/mailbox.c \
	model/net/mailbox.h
NET_LIBS = libnet.a libbase.a $(CURL_LIBS)
