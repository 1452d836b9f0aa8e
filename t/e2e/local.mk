E2E_TESTS += t/e2e/auth t/e2e/people
E2E_PARTS = t/e2e/http.c t/e2e/http.h
E2E_LIBS = libedge.a $(BASE_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)

t_e2e_auth_SOURCES = t/e2e/auth.c $(E2E_PARTS)
t_e2e_auth_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(CURL_CFLAGS)
t_e2e_auth_LDADD = $(E2E_LIBS)
t_e2e_people_SOURCES = t/e2e/people.c $(E2E_PARTS)
t_e2e_people_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(CURL_CFLAGS)
t_e2e_people_LDADD = $(E2E_LIBS)
