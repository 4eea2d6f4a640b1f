/* libcurl speaks SMTP here in its simple, blocking way, on a thread of libuv's pool: under its multi
 * interface it waits, in the middle of the loop, for the answer to a message and to QUIT, and would end
 * a message that is given up as if it were whole. Giving up shuts the socket, so that the thread is
 * done at once, and makes every callback fail, so that no half message is ended. */
#include "net/mail.h"

#include "base/hash.h"
#include "net/net_priv.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#define REPLY_MAX 300 /* bytes of a server's reply that are told */

struct mh_mailer {
    mh_net *net;
    char *url, *host, *user, *password, *ca_file; /* ca_file: NULL for the system's */
    mh_mailbox from;
    bool no_tls;
    int64_t connect_ms, reply_ms, total_ms;
    mh_mail *first, **last; /* in order; none of them on the thread */
    mh_mail *running;       /* on the thread */
    bool closing;           /* freed as soon as nothing runs */
    CURL *easy;             /* of the thread while something runs; keeps the connection */
    uv_mutex_t lock;        /* of what follows */
    MH_VEC(curl_socket_t) sockets;
    bool shut; /* no more of them for what runs now */
};

struct mh_mail {
    uv_work_t work; /* first */
    mh_mailer *mailer;
    mh_mail *next;
    mh_done *done;
    void *arg;
    mh_post post;
    bool ended, abandoned; /* abandoned: nobody has it any more but the thread */
    atomic_bool given_up;
    MH_VEC(mh_mailbox) to;
    mh_buf bytes;
    size_t sent;
    char why[CURL_ERROR_SIZE];
    char reply[REPLY_MAX]; /* the latest of class 4 or 5 */
    bool goes_on;          /* with the next line */
    CURLcode code;         /* of the transfer, set by the thread as status is */
    long status;
    mh_mail_result res;
};

/* --- the mailer */

static bool is_loopback(mh_view host) {
    struct sockaddr_storage sa;
    if (mh_view_ieq(host, MH_VIEW("localhost"))) return true;
    return mh_addr_parse(host, &sa) && mh_addr_loopback((struct sockaddr *)&sa);
}

static mh_rc read_server(mh_mailer *m, const mh_mailer_opts *o, mh_err *e) {
    mh_url u = {0};
    mh_buf b = {0};
    mh_rc rc = MH_FAIL;
    if (mh_url_parse(&u, o->url, NULL, NULL) != MH_OK) goto bad;
    bool tls = mh_view_eq(mh_url_scheme(&u), MH_VIEW("smtps"));
    mh_view host = mh_url_host(&u), path = mh_url_path(&u);
    if ((!tls && !mh_view_eq(mh_url_scheme(&u), MH_VIEW("smtp"))) || host.len == 0) goto bad;
    if (path.len > 0 && !mh_view_eq(path, MH_VIEW("/"))) goto bad;
    if (u.user.len > 0 || u.password.len > 0) { /* not told back: it may hold the password */
        mh_fail(e, MH_E_USAGE, "smtp: name and password are settings of their own (smtp-user)");
        goto out;
    }
    if (o->no_tls && !tls && o->user.len > 0 && !is_loopback(host)) {
        mh_fail(e, MH_E_USAGE, "smtp: a password would go to %.*s without encryption",
                MH_FMT(host));
        goto out;
    }
    int port = u.port >= 0 ? u.port : tls ? 465 : 587;
    mh_buf_printf(&b, "smtp%s://%.*s:%d", tls ? "s" : "", MH_FMT(host), port);
    m->url = mh_buf_take(&b);
    m->host = mh_strndup(host.ptr, host.len);
    rc = MH_OK;
    goto out;
bad:
    mh_fail(e, MH_E_USAGE, "smtp: wants smtps://HOST or smtp://HOST, with :PORT if need be");
out:
    mh_url_clear(&u);
    return rc;
}

/* Whatever curl waits for on its sockets has come to its end. */
static void shut_sockets(mh_mailer *o) {
    uv_mutex_lock(&o->lock);
    o->shut = true;
    for (size_t i = 0; i < o->sockets.len; i++) shutdown(o->sockets.ptr[i], SHUT_RDWR);
    uv_mutex_unlock(&o->lock);
}

static void destroy(mh_mailer *m) {
    if (m->easy) curl_easy_cleanup(m->easy); /* asks QUIT of a socket that is shut: no wait */
    mh_vec_clear(&m->sockets);
    uv_mutex_destroy(&m->lock);
    explicit_bzero(m->password, strlen(m->password));
    free(m->password);
    free(m->user);
    free(m->url);
    free(m->host);
    free(m->ca_file);
    mh_mailbox_clear(&m->from);
    free(m);
    curl_global_cleanup();
}

mh_rc mh_mailer_new(mh_mailer **out, mh_net *net, const mh_mailer_opts *o, mh_err *e) {
    mh_err why = {0};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return mh_fail(e, MH_E_INTERNAL, "libcurl does not start");
    mh_mailer *m = mh_alloc(sizeof *m);
    m->net = net;
    m->last = &m->first;
    if (net->o.ca_file) m->ca_file = mh_strndup(net->o.ca_file, strlen(net->o.ca_file));
    m->no_tls = o->no_tls;
    m->connect_ms = o->connect_ms > 0 ? o->connect_ms : 10000;
    m->reply_ms = o->reply_ms > 0 ? o->reply_ms : 60000;
    m->total_ms = o->total_ms > 0 ? o->total_ms : 120000;
    m->user = mh_strndup(o->user.ptr, o->user.len);
    m->password = mh_strndup(o->password.ptr, o->password.len);
    if (uv_mutex_init(&m->lock) != 0) mh_oom();
    if (read_server(m, o, e) != MH_OK) goto fail;
    if (mh_mailbox_parse(&m->from, o->from, &why) != MH_OK) {
        mh_fail(e, MH_E_USAGE, "mail-from: %s", why.msg);
        goto fail;
    }
    *out = m;
    return MH_OK;
fail:
    destroy(m);
    return MH_FAIL;
}

void mh_mailer_free(mh_mailer *m) {
    if (m == NULL) return;
    assert(m->first == NULL && (m->running == NULL || m->running->abandoned));
    shut_sockets(m);
    m->closing = true;
    if (m->running == NULL) destroy(m);
}

/* --- on the thread */

static size_t give_bytes(char *to, size_t size, size_t count, void *arg) {
    mh_mail *m = arg;
    size_t n = size * count, left = m->bytes.len - m->sent;
    if (atomic_load(&m->given_up)) return CURL_READFUNC_ABORT;
    if (n > left) n = left;
    memcpy(to, m->bytes.ptr + m->sent, n);
    m->sent += n;
    return n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    mh_mail *m = arg;
    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(&m->given_up);
}

/* Sockets outlive the mail that opened them, so they belong to the mailer. */
static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *a) {
    mh_mailer *o = arg;
    if (purpose != CURLSOCKTYPE_IPCXN) return CURL_SOCKET_BAD;
    uv_mutex_lock(&o->lock);
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (!o->shut) fd = socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
    if (fd != CURL_SOCKET_BAD) mh_vec_push(&o->sockets, fd);
    uv_mutex_unlock(&o->lock);
    return fd;
}

static int on_close(void *arg, curl_socket_t fd) {
    mh_mailer *o = arg;
    uv_mutex_lock(&o->lock);
    for (size_t i = o->sockets.len; i-- > 0;)
        if (o->sockets.ptr[i] == fd) o->sockets.ptr[i] = o->sockets.ptr[--o->sockets.len];
    int rc = close(fd);
    uv_mutex_unlock(&o->lock);
    return rc;
}

/* Every line that the server says: the last refusal, which may be several lines, is what is told. */
static size_t take_reply(char *p, size_t size, size_t count, void *arg) {
    mh_mail *m = arg;
    mh_view line = mh_view_trim((mh_view){p, size * count});
    if (line.len < 3 || (line.ptr[0] != '4' && line.ptr[0] != '5')) return size * count;
    size_t at = m->goes_on ? strlen(m->reply) : 0, skip = m->goes_on ? 4 : 0;
    m->goes_on = line.len > 3 && line.ptr[3] == '-';
    if (at > 0 && at < REPLY_MAX - 1) m->reply[at++] = ' ';
    for (size_t i = skip; i < line.len && at < REPLY_MAX - 1; i++) {
        char c = i == 3 ? ' ' : line.ptr[i];
        m->reply[at++] = (unsigned char)c < ' ' || c == 0x7F ? ' ' : c;
    }
    m->reply[at] = '\0';
    return size * count;
}

static void add_receiver(struct curl_slist **list, mh_view address) {
    mh_buf b = {0};
    mh_buf_printf(&b, "<%.*s>", MH_FMT(address));
    struct curl_slist *l = curl_slist_append(*list, b.ptr);
    if (l == NULL) mh_oom();
    *list = l;
    mh_buf_clear(&b);
}

static void set_server(mh_mailer *o) {
    CURL *c = o->easy;
    curl_easy_setopt(c, CURLOPT_URL, o->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(o->no_tls ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (o->ca_file != NULL) curl_easy_setopt(c, CURLOPT_CAINFO, o->ca_file);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOPROXY, "");
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, o);
    curl_easy_setopt(c, CURLOPT_CLOSESOCKETFUNCTION, on_close);
    curl_easy_setopt(c, CURLOPT_CLOSESOCKETDATA, o);
    if (o->user[0]) {
        curl_easy_setopt(c, CURLOPT_USERNAME, o->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, o->password);
    }
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
    curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)((o->reply_ms + 999) / 1000));
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)o->total_ms);
}

static void set_message(mh_mail *m) {
    CURL *c = m->mailer->easy;
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, m->why);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->bytes.len);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(c, CURLOPT_READDATA, m);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, m);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_reply);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, m);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, m);
}

static void send_message(uv_work_t *work) {
    mh_mail *m = (mh_mail *)work;
    mh_mailer *o = m->mailer;
    struct curl_slist *receivers = NULL;
    mh_buf from = {0};
    if (o->easy == NULL) o->easy = curl_easy_init();
    if (o->easy == NULL) mh_oom();
    curl_easy_reset(o->easy); /* the connection stays */
    set_server(o);
    set_message(m);
    mh_buf_printf(&from, "<%.*s>", MH_FMT(mh_buf_view(&o->from.address)));
    curl_easy_setopt(o->easy, CURLOPT_MAIL_FROM, from.ptr);
    for (size_t i = 0; i < m->to.len; i++)
        add_receiver(&receivers, mh_buf_view(&m->to.ptr[i].address));
    curl_easy_setopt(o->easy, CURLOPT_MAIL_RCPT, receivers);
    m->code = atomic_load(&m->given_up) ? CURLE_ABORTED_BY_CALLBACK : curl_easy_perform(o->easy);
    curl_easy_getinfo(o->easy, CURLINFO_RESPONSE_CODE, &m->status);
    curl_easy_reset(o->easy); /* it points to m and to receivers no more */
    curl_slist_free_all(receivers);
    mh_buf_clear(&from);
}

/* --- the end of one */

static void free_mail(mh_mail *m) {
    for (size_t i = 0; i < m->to.len; i++) mh_mailbox_clear(&m->to.ptr[i]);
    mh_vec_clear(&m->to);
    mh_buf_clear(&m->bytes);
    free(m);
}

static void leave_queue(mh_mail *m) {
    mh_mailer *o = m->mailer;
    for (mh_mail **p = &o->first; *p; p = &(*p)->next) {
        if (*p != m) continue;
        *p = m->next;
        if (o->last == &m->next) o->last = p;
        m->next = NULL;
        return;
    }
}

/* Ends m with what e says; done follows from a later turn. */
static void end(mh_mail *m, const mh_err *e) {
    mh_net *n = m->mailer->net;
    m->ended = true;
    if (e->code != MH_E_NONE) {
        mh_fail(&m->res.err, e->code, "mail through %s: %s", m->mailer->host, e->msg);
        m->res.err.retry = e->retry;
        n->stats.failed++;
    }
    mh_log_event(n->o.log, MH_LOG_DEBUG, "mail", MH_FS("server", m->mailer->host),
                 MH_FN("receivers", m->to.len), MH_FN("bytes", m->bytes.len),
                 MH_FN("status", m->res.status), MH_FS("result", mh_code_name(m->res.err.code)));
    mh_loop_post(n->loop, &m->post, m->done, m->arg);
}

static void explain(mh_err *e, const mh_mail *m, CURLcode code) {
    const char *why = m->why[0] ? m->why : curl_easy_strerror(code);
    const mh_mailer *o = m->mailer;
    switch ((int)code) {
    case CURLE_COULDNT_RESOLVE_HOST: mh_fail_retry(e, MH_E_DNS, "%s", why); break;
    case CURLE_COULDNT_CONNECT: mh_fail_retry(e, MH_E_CONNECT, "%s", why); break;
    case CURLE_OPERATION_TIMEDOUT: mh_fail_retry(e, MH_E_TIMEOUT, "%s", why); break;
    case CURLE_USE_SSL_FAILED:
        mh_fail(e, MH_E_TLS, "it offers no STARTTLS (smtp-tls=off does without)");
        break;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: mh_fail(e, MH_E_TLS, "%s", why); break;
    case CURLE_LOGIN_DENIED:
        mh_fail(e, MH_E_DENIED, "no way to log in%s: %s", o->user[0] ? "" : " (smtp-user)", why);
        break;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE: mh_fail_retry(e, MH_E_RESET, "the connection broke: %s", why); break;
    case CURLE_WEIRD_SERVER_REPLY: mh_fail(e, MH_E_PROTOCOL, "%s", why); break;
    case CURLE_OUT_OF_MEMORY: mh_oom();
    default: mh_fail(e, MH_E_INTERNAL, "libcurl: %s", why); break;
    }
}

static void came_back(uv_work_t *work, int status);

static void start_next(mh_mailer *o) {
    mh_mail *m = o->first;
    if (m == NULL || o->running != NULL) return;
    leave_queue(m);
    o->running = m;
    uv_mutex_lock(&o->lock);
    o->shut = false;
    uv_mutex_unlock(&o->lock);
    o->net->stats.requests++;
    int rc = uv_queue_work(mh_loop_uv(o->net->loop), &m->work, send_message, came_back);
    assert(rc == 0); /* libuv fails here only without a function to run */
    (void)rc;
}

/* The thread is done with m. */
static void came_back(uv_work_t *work, int unused) {
    mh_mail *m = (mh_mail *)work;
    mh_mailer *o = m->mailer;
    mh_err e = {0};
    (void)unused;
    o->running = NULL;
    /* a time limit has words of its own, whatever the last reply was */
    bool refused = m->status >= 400 && m->code != CURLE_OPERATION_TIMEDOUT && m->code != CURLE_OK;
    if (m->abandoned) {
        free_mail(m);
    } else if (!m->ended) {
        m->res.status = (int)m->status;
        if (refused) {
            mh_fail(&e, MH_E_DENIED, "refused: %s", m->reply[0] ? m->reply : m->why);
            e.retry = m->status < 500;
        } else if (m->code != CURLE_OK) {
            explain(&e, m, m->code);
        }
        end(m, &e);
    }
    if (o->closing)
        destroy(o);
    else
        start_next(o);
}

/* --- for the caller */

/* The part of Message-ID before "@". */
static void make_id(char id[MH_SHA256_HEX], mh_view key) {
    char noise[32];
    if (key.len == 0) {
        if (getentropy(noise, sizeof noise) != 0) abort();
        key = (mh_view){noise, sizeof noise};
    }
    mh_sha256_hex(key, id);
    id[40] = '\0';
}

static mh_rc prepare(mh_mail *m, const mh_mail_req *req, mh_err *e) {
    char id[MH_SHA256_HEX];
    for (size_t i = 0; i < req->n_to; i++) {
        mh_mailbox box = {0};
        mh_rc rc = mh_mailbox_parse(&box, req->to[i], e);
        mh_vec_push(&m->to, box);
        if (rc != MH_OK) return MH_FAIL;
    }
    make_id(id, req->key);
    mh_message msg = {.from = &m->mailer->from,
                      .to = m->to.ptr,
                      .n_to = m->to.len,
                      .subject = req->subject,
                      .text = req->text,
                      .html = req->html,
                      .id = mh_view_of(id),
                      .wall_us = mh_clock_wall_us(m->mailer->net->o.clock),
                      .headers = req->headers,
                      .n_headers = req->n_headers};
    return mh_message_write(&m->bytes, &msg, e);
}

mh_mail *mh_mail_start(mh_mailer *o, const mh_mail_req *req, mh_done *done, void *arg) {
    mh_mail *m = mh_alloc(sizeof *m);
    mh_err e = {0};
    m->mailer = o;
    m->done = done;
    m->arg = arg;
    if (prepare(m, req, &e) != MH_OK) {
        end(m, &e);
        return m;
    }
    *o->last = m;
    o->last = &m->next;
    start_next(o);
    return m;
}

/* Off the queue, or the thread told to let go of it. */
static void give_up(mh_mail *m) {
    mh_mailer *o = m->mailer;
    leave_queue(m);
    if (o->running != m) return;
    atomic_store(&m->given_up, true);
    shut_sockets(o);
}

void mh_mail_cancel(mh_mail *m) {
    mh_err e = {0};
    if (m->ended) return;
    give_up(m);
    mh_fail(&e, MH_E_CANCELLED, "cancelled");
    end(m, &e);
}

void mh_mail_free(mh_mail *m) {
    if (m == NULL) return;
    mh_post_cancel(m->mailer->net->loop, &m->post);
    give_up(m);
    m->abandoned = m->mailer->running == m;
    if (!m->abandoned) free_mail(m);
}

const mh_mail_result *mh_mail_get(const mh_mail *m) {
    return m->ended ? &m->res : NULL;
}
