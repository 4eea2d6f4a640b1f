-- A database of schema 7, as the minehost of then made it; what it says is invented.
PRAGMA application_id = 1298689907;
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE docs(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
  revision INTEGER NOT NULL, at INTEGER NOT NULL, first_seen INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  run INTEGER NOT NULL, kind TEXT, language TEXT, source TEXT, story TEXT, date TEXT, page_hash TEXT NOT NULL,
  rest_hash TEXT NOT NULL, url TEXT, canonical_url TEXT, title TEXT, item TEXT NOT NULL, text TEXT);
CREATE INDEX docs_at ON docs(at);
CREATE INDEX docs_source ON docs(source, at) WHERE source IS NOT NULL;
CREATE INDEX docs_story ON docs(story) WHERE story IS NOT NULL;
CREATE TABLE states(doc INTEGER NOT NULL REFERENCES docs(id) ON DELETE CASCADE, version INTEGER NOT NULL,
  revision INTEGER NOT NULL, since INTEGER NOT NULL, run INTEGER NOT NULL, page_hash TEXT NOT NULL, item TEXT,
  text TEXT, PRIMARY KEY(doc, version, revision)) WITHOUT ROWID;
CREATE INDEX states_run ON states(run);
CREATE TABLE runs(id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, path TEXT, trigger TEXT, scheduled
  INTEGER, started INTEGER NOT NULL, finished INTEGER, program TEXT, pid INTEGER NOT NULL, pid_start INTEGER
  NOT NULL, boot TEXT NOT NULL, status TEXT NOT NULL, exit_code INTEGER, reason TEXT, fresh INTEGER, changed
  INTEGER, unchanged INTEGER, failed INTEGER, dropped INTEGER, requests INTEGER, bytes INTEGER, cpu_us
  INTEGER, wall_us INTEGER);
ALTER TABLE docs ADD COLUMN change INTEGER;
CREATE INDEX docs_change ON docs(change) WHERE change IS NOT NULL;
CREATE INDEX runs_job ON runs(job);
CREATE INDEX runs_open ON runs(id) WHERE status = 'running';
CREATE TABLE run_events(run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, seq INTEGER NOT NULL, at
  INTEGER NOT NULL, level INTEGER NOT NULL, event TEXT NOT NULL, fields TEXT, PRIMARY KEY(run, seq)) WITHOUT
  ROWID;
CREATE TABLE kv(ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER, PRIMARY KEY(ns,
  key)) WITHOUT ROWID;
CREATE INDEX kv_expires ON kv(expires) WHERE expires IS NOT NULL;
CREATE VIRTUAL TABLE doc_fts USING fts5(title, text, content='docs', content_rowid='id', tokenize='minehost',
  prefix='2 3');
CREATE TABLE tags(kind TEXT NOT NULL, value TEXT NOT NULL COLLATE NOCASE, doc INTEGER NOT NULL REFERENCES
  docs(id) ON DELETE CASCADE, PRIMARY KEY(kind, value, doc)) WITHOUT ROWID;
CREATE INDEX tags_doc ON tags(doc);
CREATE TABLE hosts(host TEXT PRIMARY KEY, at INTEGER NOT NULL, row TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE robots(origin TEXT PRIMARY KEY, at INTEGER NOT NULL, status INTEGER NOT NULL, body BLOB NOT
  NULL);
CREATE TABLE cookies(job TEXT PRIMARY KEY, at INTEGER NOT NULL, lines TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE http_cache(id INTEGER PRIMARY KEY AUTOINCREMENT, scope TEXT NOT NULL, url TEXT NOT NULL, vary
  TEXT NOT NULL, status INTEGER NOT NULL, head TEXT NOT NULL, body_size INTEGER NOT NULL, hash TEXT NOT NULL,
  request_at INTEGER NOT NULL, response_at INTEGER NOT NULL, used_at INTEGER NOT NULL, bytes INTEGER NOT NULL,
  UNIQUE(scope, url, vary));
CREATE INDEX http_cache_used ON http_cache(used_at, bytes);
CREATE TABLE http_body(id INTEGER PRIMARY KEY REFERENCES http_cache(id) ON DELETE CASCADE, body BLOB NOT
  NULL);
CREATE TABLE queue(id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, key TEXT NOT NULL, state INTEGER
  NOT NULL, priority INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, run INTEGER NOT NULL,
  until INTEGER NOT NULL, value TEXT NOT NULL, error TEXT NOT NULL, added INTEGER NOT NULL, ended INTEGER,
  UNIQUE(queue, key));
CREATE INDEX queue_next ON queue(queue, state, priority DESC, id);
CREATE INDEX queue_due ON queue(queue, due) WHERE state = 1;
CREATE INDEX queue_until ON queue(queue, until) WHERE state = 2;
CREATE INDEX queue_run ON queue(queue, run) WHERE state = 2;
CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, target TEXT NOT NULL, key
  TEXT NOT NULL, state INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, run INTEGER NOT NULL,
  shown TEXT NOT NULL, title TEXT NOT NULL, error TEXT NOT NULL, added INTEGER NOT NULL, changed INTEGER NOT
  NULL, expires INTEGER, value TEXT, UNIQUE(channel, target, key));
CREATE INDEX outbox_due ON outbox(channel, target, id) WHERE state IN (0, 3);
CREATE INDEX outbox_run ON outbox(run) WHERE state = 1;
CREATE INDEX outbox_expires ON outbox(expires) WHERE expires IS NOT NULL;
ALTER TABLE docs ADD COLUMN pruned INTEGER;
ALTER TABLE states ADD COLUMN at INTEGER;
CREATE INDEX docs_language ON docs(language, at) WHERE language IS NOT NULL;
-- invented documents: one with two versions, one revised, one without a date
INSERT INTO docs(id,key,version,revision,at,first_seen,changed_at,run,kind,language,source,story,date,page_hash,rest_hash,url,canonical_url,title,item,text) VALUES
 (1,'https://news.example/1',2,0,1771200000000000,1771300000000000,1771400000000000,1,'article','en','news',NULL,'2026-02-16','h2','r2','https://news.example/1',NULL,'Talks went on','{"date":"2026-02-16","kind":"article","language":"en","source":"news","title":"Talks went on","topics":[{"label":"water-energy","score":1}],"url":"https://news.example/1"}','They agreed on water.'),
 (2,'https://news.example/2',1,0,1771300000000000,1771300000000000,1771300000000000,1,'article','ru',NULL,NULL,NULL,'h3','r3','https://news.example/2',NULL,'Second','{"kind":"article","language":"ru","title":"Second","url":"https://news.example/2"}','Text of the second.');
INSERT INTO states(doc,version,revision,since,run,page_hash,item,text,at) VALUES
 (1,1,0,1771300000000000,1,'h1','{"date":"2026-02-15","kind":"article","language":"en","source":"news","title":"Talks","url":"https://news.example/1"}','They met on gas.',1771113600000000),
 (1,2,0,1771400000000000,1,'h2',NULL,NULL,1771200000000000),
 (2,1,0,1771300000000000,1,'h3',NULL,NULL,1771300000000000);
INSERT INTO runs(id,job,path,trigger,started,finished,program,pid,pid_start,boot,status,exit_code) VALUES (1,'old','old.lua','hand',1771300000000000,1771300001000000,'0.1',0,0,'','ok',0);
INSERT INTO run_events(run,seq,at,level,event,fields) VALUES (1,1,1771300000000000,1,'started',NULL);
INSERT INTO kv(ns,key,value,expires) VALUES ('seen','a','{"n":1}',NULL);
INSERT INTO kv(ns,key,value,expires) VALUES ('delivered mail','not of the plugin','1',NULL);
INSERT INTO outbox(channel,target,key,state,due,tries,run,shown,title,error,added,changed,expires) VALUES ('mail','0123456789abcdef','https://news.example/1 1',2,0,1,0,'','','',0,0,4102444800000000);
INSERT INTO doc_fts(doc_fts) VALUES ('rebuild');
INSERT INTO meta(name,value) VALUES ('fold','');
INSERT INTO tags(kind,value,doc) VALUES ('topic','water-energy',1);
INSERT INTO queue(queue,key,state,priority,due,tries,run,until,value,error,added,ended) VALUES ('pages','u1',3,0,0,1,1,0,'null','',1771300000000000,1771300000000000);
INSERT INTO http_cache(id,scope,url,vary,status,head,body_size,hash,request_at,response_at,used_at,bytes) VALUES (1,'','https://news.example/1','',200,'',4,'x',1,1,1,4);
INSERT INTO http_body(id,body) VALUES (1,'body');
PRAGMA user_version = 7;
