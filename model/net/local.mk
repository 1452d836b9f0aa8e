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
	model/net/mail.c \
	model/net/mail.h \
	model/net/mail_write.c \
	model/net/mailbox.c \
	model/net/mailbox.h \
	model/net/send.h \
	model/net/target.c \
	model/net/target.h \
	model/net/webhook.c \
	model/net/webhook.h
NET_LIBS = libnet.a $(BASE_LIBS) $(CURL_LIBS)
