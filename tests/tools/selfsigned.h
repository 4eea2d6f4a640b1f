/* selfsigned.h - TLS for the test servers: a key and a certificate made at start.
 * Owns: the context is the caller's (SSL_CTX_free). Threads: one. */
#ifndef MH_TESTS_SELFSIGNED_H
#define MH_TESTS_SELFSIGNED_H

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>

/* A server's context with a certificate for names ("DNS:localhost,IP:127.0.0.1"), good from and to so
 * many seconds from now, which is written to pem_path (unless NULL) for clients that are to trust it.
 * NULL with a line on standard error. */
static SSL_CTX *selfsigned_for(const char *names, const char *pem_path, long from_s, long to_s) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    FILE *f = fopen(pem_path ? pem_path : "/dev/null", "w");
    X509_EXTENSION *alt = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
    bool ok = key && cert && ctx && f && alt;
    if (ok) {
        X509_NAME *subject = X509_get_subject_name(cert);
        X509_set_version(cert, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
        X509_gmtime_adj(X509_getm_notBefore(cert), from_s);
        X509_gmtime_adj(X509_getm_notAfter(cert), to_s);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)"test", -1,
                                   -1, 0);
        X509_set_issuer_name(cert, subject);
        X509_set_pubkey(cert, key);
        ok = X509_add_ext(cert, alt, -1) && X509_sign(cert, key, EVP_sha256()) &&
             PEM_write_X509(f, cert) && SSL_CTX_use_certificate(ctx, cert) &&
             SSL_CTX_use_PrivateKey(ctx, key);
    }
    if (f) fclose(f);
    X509_EXTENSION_free(alt);
    X509_free(cert);
    EVP_PKEY_free(key);
    if (ok) return ctx;
    fprintf(stderr, "no certificate for %s in %s\n", names, pem_path ? pem_path : "memory");
    SSL_CTX_free(ctx);
    return NULL;
}

/* The same, good for an hour. */
__attribute__((unused)) static SSL_CTX *selfsigned_new(const char *names, const char *pem_path) {
    return selfsigned_for(names, pem_path, -3600, 3600);
}

#endif
