noinst_LIBRARIES += libfactor.a
libfactor_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(OATH_CFLAGS) $(FIDO_CFLAGS)
libfactor_a_SOURCES = \
	model/factor/cbor.c \
	model/factor/cbor.h \
	model/factor/otp.c \
	model/factor/otp.h \
	model/factor/webauthn.c \
	model/factor/webauthn.h
FACTOR_LIBS = libfactor.a $(OATH_LIBS) $(FIDO_LIBS)
