/* receiver.h - who is told of alerts: the settings alert-mail, alert-webhook, alert-telegram, alert-ntfy.
 * Owns: a list owns its texts. Threads: any.
 *
 * Each receiver has a box of the outbox (store/outbox.h): channel "alert-mail" and so on, target a number
 * made of its address, which may hold a secret. */
#ifndef MH_HOST_RECEIVER_H
#define MH_HOST_RECEIVER_H

#include "base/fs.h"
#include "base/vec.h"
#include "conf/settings.h"
#include "store/outbox.h"

typedef struct mh_receiver {
    const char *channel; /* "mail", "webhook", "telegram", "ntfy" */
    mh_view to;          /* address, URL, chat */
    mh_outbox_box box;   /* its shown tells people who it is, and no secret */
} mh_receiver;

typedef struct mh_receivers {
    MH_VEC(mh_receiver) list;
    mh_arena *arena;
} mh_receivers;

/* Those of the settings, in the order above; none is fine. Addresses of mail and chats are separated by commas. */
void mh_receivers_read(mh_receivers *out, const mh_settings *set);
void mh_receivers_clear(mh_receivers *r);
/* The same as a list for the script that delivers: { channel, to, shown }, a new reference. channel: that
 * one alone, NULL: all. */
json_t *mh_receivers_json(const mh_receivers *r, const char *channel);
/* Appends the permissions that delivering needs, as conf/word.h reads them; owned. */
void mh_receivers_words(const mh_receivers *r, const mh_settings *set, mh_names *out);

#endif
