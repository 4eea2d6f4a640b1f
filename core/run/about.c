#include "run/about.h"

#include "doc/pdf.h"
#include "net/fetch.h"
#include "store/store.h"
#include "text/text.h"

#include <lua.h>

void mh_about_versions(mh_buf *out) {
    mh_buf_printf(out, "minehost %s, %s, %s, ", MH_VERSION, LUA_RELEASE, mh_store_about());
    mh_net_about(out);
    mh_buf_puts(out, ", ");
    mh_text_about(out);
}

const char *mh_about_ca_file(void) {
    return mh_net_ca_file();
}

bool mh_about_pdf(void) {
    return mh_pdf_there();
}
