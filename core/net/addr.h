/* addr.h - which addresses a fetch may connect to: public ones, and private ones that are granted.
 * Owns: a grant list owns copies of its entries.
 * Threads: any for reading; one owner while adding.
 *
 * The decision is about the address that a socket is opened for, after name resolution and for
 * every hop, so no spelling of a URL and no answer of a name server gets around it. */
#ifndef MH_NET_ADDR_H
#define MH_NET_ADDR_H

#include "base/err.h"
#include "base/str.h"

struct sockaddr;
typedef struct mh_grants mh_grants;

/* Whether sa is a globally reachable unicast address by IANA's special-purpose registries. IPv4
 * inside IPv6 is judged as the IPv4 address where the packets would go there (::ffff:0:0/96 and the
 * NAT64 prefix 64:ff9b::/96) and refused where nobody knows (6to4, Teredo, ::/96). Cloud metadata
 * services count as private. Any other address family: false. */
bool mh_addr_public(const struct sockaddr *sa);
/* 127.0.0.0/8, ::1 and its mapped forms. */
bool mh_addr_loopback(const struct sockaddr *sa);

#define MH_ADDR_TEXT 64
/* "192.0.2.1" or "2001:db8::1", without a port; "?" for another family. */
void mh_addr_text(const struct sockaddr *sa, char out[MH_ADDR_TEXT]);

struct sockaddr_storage;
/* Reads an address as inet_pton knows it, with or without brackets around IPv6; port 0. */
bool mh_addr_parse(mh_view text, struct sockaddr_storage *out);

mh_grants *mh_grants_new(void);
void mh_grants_free(mh_grants *g); /* NULL is fine */
/* Adds one grant: an address ("127.0.0.1", "[::1]"), a block ("10.0.0.0/8"), a host name
 * ("localhost", "*.example.org": any name below it), each with an optional ":port" (IPv6 then in
 * brackets). A name grants every address that it resolves to. MH_E_USAGE on anything else. */
mh_rc mh_grants_add(mh_grants *g, mh_view spec, mh_err *e);
/* Whether a connection for URL host `host` (lower case, IPv6 with or without brackets) on `port` to
 * address sa is granted by an entry. g may be NULL: nothing is. */
bool mh_grants_match(const mh_grants *g, mh_view host, int port, const struct sockaddr *sa);
/* Public or granted. */
bool mh_addr_allowed(const mh_grants *g, mh_view host, int port, const struct sockaddr *sa);

#endif
