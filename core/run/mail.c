/* Opens the way to the operator's mail server, when the run first sends mail. */
#include "run/run_priv.h"

#include "net/mail.h"

mh_rc mh_run_open_mail(mh_ctx *c, mh_err *e) {
    const mh_settings *s = mh_run_of(c)->set;
    mh_buf password = {0};
    mh_rc rc = MH_FAIL;
    if (c->mailer) return MH_OK;
    if (s->smtp.len == 0 || s->mail_from.len == 0)
        return mh_fail(e, MH_E_UNSUPPORTED,
                       "no mail server: set smtp and mail-from (--set smtp=smtps://HOST, "
                       "MINEHOST_SMTP, MINEHOST_MAIL_FROM)");
    if (c->ops->read_secret(c, "smtp-password", &password, e) != MH_OK) goto out;
    if (password.len > 0) c->ops->secret(c, mh_buf_view(&password));
    if (c->net == NULL && c->ops->open_net(c, e) != MH_OK) goto out;
    mh_mailer_opts o = {.url = s->smtp,
                        .from = s->mail_from,
                        .user = s->smtp_user,
                        .password = mh_buf_view(&password),
                        .no_tls = mh_view_eq(s->smtp_tls, MH_VIEW("off"))};
    rc = mh_mailer_new(&c->mailer, c->net, &o, e);
out:
    if (password.ptr) explicit_bzero(password.ptr, password.cap);
    mh_buf_clear(&password);
    return rc;
}
