/* tlswrap.c - a door in front of a plain server of this machine, for tests: TLS, another address.
 *
 *     tlswrap --to PORT [--listen ADDRESS] [--port N] [--plain]
 *             [--names LIST] [--cert FILE] [--days N] [--max-tls 1.1]
 *
 * Listens on ADDRESS (127.0.0.1) and carries what comes to 127.0.0.1:PORT and back. Prints "PORT n" when
 * it listens (port 0, the default: any free one) and ends when its standard input is closed. Its
 * certificate is made at start for --names ("DNS:localhost,IP:127.0.0.1"), left in FILE, and good for N
 * days (1; below 0: it ended so long ago). Of the protocols that a client offers it takes HTTP/1.1.
 * --plain: no TLS. The unit tests include this file and run it in a child. */
#include "forked.h"
#include "selfsigned.h"

#include <stdlib.h>

typedef struct door {
    SSL_CTX *tls; /* NULL: plain */
    int to;
} door;

static int choose_http1(SSL *ssl, const unsigned char **out, unsigned char *len,
                        const unsigned char *in, unsigned in_len, void *arg) {
    static const unsigned char http1[] = "\x08http/1.1";
    (void)ssl, (void)arg;
    return SSL_select_next_proto((unsigned char **)(uintptr_t)out, len, http1, 9, in, in_len) ==
                   OPENSSL_NPN_NEGOTIATED
               ? SSL_TLSEXT_ERR_OK
               : SSL_TLSEXT_ERR_NOACK;
}

/* NULL: no certificate. */
static SSL_CTX *tlswrap_context(const char *names, const char *pem, long days, const char *max) {
    long day = 86400, from = days < 0 ? (days - 1) * day : -day;
    SSL_CTX *ctx = selfsigned_for(names, pem, from, days * day);
    if (ctx == NULL) return NULL;
    SSL_CTX_set_alpn_select_cb(ctx, choose_http1, NULL);
    if (max == NULL || strcmp(max, "1.1") != 0) return ctx;
    SSL_CTX_set_security_level(ctx, 0); /* which else would not let it go so low */
    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(ctx, TLS1_1_VERSION);
    return ctx;
}

static void tlswrap_serve(int client, void *arg) {
    door *d = arg;
    SSL *tls = NULL;
    if (d->tls && (tls = forked_tls(d->tls, client)) == NULL) return;
    int server = forked_connect("127.0.0.1", d->to);
    if (server >= 0) forked_relay(client, tls, server);
}

#ifndef TLSWRAP_NO_MAIN
int main(int argc, char **argv) {
    const char *listen_on = "127.0.0.1", *names = "DNS:localhost,IP:127.0.0.1", *cert = NULL,
               *max = NULL;
    int port = 0;
    long days = 1;
    bool plain = false;
    door d = {0};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--plain") == 0) {
            plain = true;
            continue;
        }
        if (strcmp(argv[i], "--to") == 0) d.to = atoi(value);
        if (strcmp(argv[i], "--listen") == 0) listen_on = value;
        if (strcmp(argv[i], "--port") == 0) port = atoi(value);
        if (strcmp(argv[i], "--names") == 0) names = value;
        if (strcmp(argv[i], "--cert") == 0) cert = value;
        if (strcmp(argv[i], "--days") == 0) days = atol(value);
        if (strcmp(argv[i], "--max-tls") == 0) max = value;
        i++;
    }
    if (d.to <= 0) {
        fputs("usage: tlswrap --to PORT [--listen ADDRESS] [--port N] [--plain] [--names LIST] "
              "[--cert FILE] [--days N] [--max-tls 1.1]\n",
              stderr);
        return 2;
    }
    if (!plain && (d.tls = tlswrap_context(names, cert, days, max)) == NULL) return 1;
    int fd = forked_listen(listen_on, &port);
    if (fd < 0) {
        perror("tlswrap: listen");
        return 1;
    }
    printf("PORT %d\n", port);
    forked_loop(fd, STDIN_FILENO, tlswrap_serve, &d);
    SSL_CTX_free(d.tls);
    return 0;
}
#endif
