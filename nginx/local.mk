# The site is installed with the values of a whole machine; ./dev fills in the
# same templates for a state folder.
nginxdir = $(sysconfdir)/nginx/dailies
nginxsitedir = $(sysconfdir)/nginx/sites-available
NGINX_FILLED = nginx/limits.conf nginx/upload.conf nginx/files.conf
nodist_nginx_DATA = $(NGINX_FILLED)
dist_nginx_DATA = nginx/headers.conf nginx/errors.conf nginx/fastcgi.conf
nodist_nginxsite_DATA = nginx/dailies.conf
EXTRA_DIST += $(NGINX_FILLED:=.in) nginx/dailies.conf.in nginx/nginx.conf.in
CLEANFILES += $(NGINX_FILLED) nginx/dailies.conf

$(NGINX_FILLED) nginx/dailies.conf: %: %.in Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	$(SED) -e 's|@NGINX_DIR@|$(nginxdir)|g' -e 's|@RUN_DIR@|$(statedir)/run|g' \
		-e 's|@LINK_KEY_FILE@|$(sysconfdir)/dailies/nginx-link-key.conf|g' \
		-e 's|@STORE_DIR@|$(statedir)/store|g' \
		-e 's|@ACCESS_LOG@|/var/log/nginx/dailies-access.log|g' \
		-e 's|@ERROR_LOG@|/var/log/nginx/dailies-error.log|g' \
		-e 's|@CERTIFICATE@|$(sysconfdir)/dailies/tls/cert.pem|g' \
		-e 's|@CERTIFICATE_KEY@|$(sysconfdir)/dailies/tls/key.pem|g' \
		-e 's|@SERVER_NAME@|_|g' -e 's|@LISTEN@|0.0.0.0|g' -e 's|@LISTEN6@|::|g' -e 's|@IPV6@||g' \
		-e 's|@HTTP_PORT@|80|g' -e 's|@HTTPS_PORT@|443|g' -e 's|@HTTPS_SUFFIX@||g' \
		-e 's|@MAX_BODY@|1m|g' -e 's|@MAX_UPLOAD@|4097m|g' -e 's|@MAX_PHOTO@|65m|g' \
		-e 's|@BULK_TIMEOUT@|360s|g' -e 's|@LOGIN_RATE@|5r/s|g' -e 's|@LOGIN_BURST@|50|g' \
		-e 's|@CONNECTIONS_PER_ADDRESS@|128|g' -e 's|@UPLOADS_PER_ADDRESS@|6|g' $< > $@.new && mv -f $@.new $@
