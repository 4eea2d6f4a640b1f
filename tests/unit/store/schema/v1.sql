-- A database of schema 1, as the minehost of then made it; what it says is invented.
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
CREATE INDEX runs_open ON runs(id) WHERE status = 'running';
CREATE TABLE run_events(run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE, seq INTEGER NOT NULL, at
  INTEGER NOT NULL, level INTEGER NOT NULL, event TEXT NOT NULL, fields TEXT, PRIMARY KEY(run, seq)) WITHOUT
  ROWID;
CREATE TABLE kv(ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER, PRIMARY KEY(ns,
  key)) WITHOUT ROWID;
CREATE INDEX kv_expires ON kv(expires) WHERE expires IS NOT NULL;
-- invented documents: one with two versions, one revised, one without a date
INSERT INTO docs(id,key,version,revision,at,first_seen,changed_at,run,kind,language,source,story,date,page_hash,rest_hash,url,canonical_url,title,item,text) VALUES
 (1,'https://news.example/1',2,0,1771200000000000,1771300000000000,1771400000000000,1,'article','en','news',NULL,'2026-02-16','h2','r2','https://news.example/1',NULL,'Talks went on','{"date":"2026-02-16","kind":"article","language":"en","source":"news","title":"Talks went on","topics":[{"label":"water-energy","score":1}],"url":"https://news.example/1"}','They agreed on water.'),
 (2,'https://news.example/2',1,0,1771300000000000,1771300000000000,1771300000000000,1,'article','ru',NULL,NULL,NULL,'h3','r3','https://news.example/2',NULL,'Second','{"kind":"article","language":"ru","title":"Second","url":"https://news.example/2"}','Text of the second.');
INSERT INTO states(doc,version,revision,since,run,page_hash,item,text) VALUES
 (1,1,0,1771300000000000,1,'h1','{"date":"2026-02-15","kind":"article","language":"en","source":"news","title":"Talks","url":"https://news.example/1"}','They met on gas.'),
 (1,2,0,1771400000000000,1,'h2',NULL,NULL),
 (2,1,0,1771300000000000,1,'h3',NULL,NULL);
INSERT INTO runs(id,job,path,trigger,started,finished,program,pid,pid_start,boot,status,exit_code) VALUES (1,'old','old.lua','hand',1771300000000000,1771300001000000,'0.1',0,0,'','ok',0);
INSERT INTO run_events(run,seq,at,level,event,fields) VALUES (1,1,1771300000000000,1,'started',NULL);
INSERT INTO kv(ns,key,value,expires) VALUES ('seen','a','{"n":1}',NULL);
INSERT INTO kv(ns,key,value,expires) VALUES ('delivered mail 0123456789abcdef','https://news.example/1 1','"2026-02-17T00:00:00Z"',4102444800000000),
 ('delivered mail','not of the plugin','1',NULL);
PRAGMA user_version = 1;
