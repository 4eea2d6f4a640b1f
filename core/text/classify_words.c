#include "text/classify_priv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_BITS 16

void mh_vocabulary_seal(mh_vocabulary *v) {
    size_t buckets = (size_t)1 << INDEX_BITS;
    uint64_t mark = v->len;
    for (size_t i = 0; i < v->len; i++) {
        uint32_t idf;
        memcpy(&idf, &v->idf[i], sizeof idf);
        mark = (mark ^ v->keys[i] ^ (uint64_t)idf << 32) * 0x9e3779b97f4a7c15ull;
        mark ^= mark >> 32;
    }
    v->mark = mark;
    v->index = mh_alloc_array(buckets + 1, sizeof *v->index);
    for (size_t i = 0, b = 0; b <= buckets; b++) {
        while (i < v->len && (v->keys[i] >> (32 - INDEX_BITS)) < b) i++;
        v->index[b] = (uint32_t)i;
    }
}

void mh_vocabulary_fit(mh_vocabulary *v, const mh_feature *f, size_t n, size_t texts) {
    uint32_t *keys = mh_alloc_array(n + 1, sizeof *keys);
    uint32_t *spare = mh_alloc_array(n + 1, sizeof *spare);
    for (size_t i = 0; i < n; i++) keys[i] = f[i].key;
    mh_features_sort(keys, spare, n);
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++) distinct += i == 0 || keys[i] != keys[i - 1];
    *v = (mh_vocabulary){0};
    v->keys = mh_alloc_array(distinct + 1, sizeof *v->keys);
    v->idf = mh_alloc_array(distinct + 1, sizeof *v->idf);
    for (size_t i = 0, next = 0; i < n; i = next) {
        while (next < n && keys[next] == keys[i]) next++;
        v->keys[v->len] = keys[i];
        v->idf[v->len++] = (float)(1 + log((1 + (double)texts) / (1 + (double)(next - i))));
    }
    mh_vocabulary_seal(v);
    free(keys);
    free(spare);
}

void mh_vocabulary_clear(mh_vocabulary *v) {
    free(v->keys);
    free(v->idf);
    free(v->index);
    *v = (mh_vocabulary){0};
}

size_t mh_vocabulary_find(const mh_vocabulary *v, uint32_t key) {
    if (v->len == 0) return SIZE_MAX;
    size_t from = v->index[key >> (32 - INDEX_BITS)], to = v->index[(key >> (32 - INDEX_BITS)) + 1];
    while (from < to) {
        size_t mid = (from + to) / 2;
        if (v->keys[mid] == key) return mid;
        if (v->keys[mid] < key)
            from = mid + 1;
        else
            to = mid;
    }
    return SIZE_MAX;
}

#define SMALL 32 /* counts whose logarithm is found once a text */

void mh_vocabulary_values(const mh_vocabulary *v, mh_cells text, float *out) {
    double length[2] = {0, 0};
    float known[SMALL] = {0};
    for (size_t i = 0; i < text.len; i++) {
        uint32_t r = text.ptr[i].row, times = text.ptr[i].n;
        if (times == 1) { /* most */
            out[i] = v->idf[r];
        } else {
            float by = times < SMALL ? known[times] : 0;
            if (by == 0) by = 1 + logf((float)times);
            if (times < SMALL) known[times] = by;
            out[i] = by * v->idf[r];
        }
        length[mh_feature_family(v->keys[r]) == MH_FAMILY_GRAM] += (double)(out[i] * out[i]);
    }
    float by[2];
    for (int k = 0; k < 2; k++) by[k] = length[k] > 0 ? (float)(1 / sqrt(length[k])) : 0;
    for (size_t i = 0; i < text.len; i++)
        out[i] *= by[mh_feature_family(v->keys[text.ptr[i].row]) == MH_FAMILY_GRAM];
}

void mh_class_log_counts(mh_cells text, float *out) {
    float known[SMALL] = {0};
    for (size_t i = 0; i < text.len; i++) {
        uint32_t n = text.ptr[i].n;
        float x = n < SMALL ? known[n] : 0;
        if (x == 0) x = (float)log(1 + (double)n);
        if (n < SMALL) known[n] = x;
        out[i] = x;
    }
}
