-- Words of the closed classes, months and days, folded: a capital makes no name of them.
local closed = {}
for word in ([[
the a an he she it they we i you his her its their our my your this that these those there here who
what which when where
why how if as at in on to from for with of by and but or nor so yet not no yes all any some many
most more also after before
during since until while although because however meanwhile earlier later today yesterday tomorrow
now then thus both each
every other another such than into over under between among through against about above below
according despite following
speaking asked told said says will would should could can may might must shall was were is are be
been being have has had do
does did let please thank thanks dear whether once only just even still already again never always
often sometimes perhaps
january february march april june july august september october november december monday tuesday
wednesday thursday friday
saturday sunday spring summer autumn winter
и в во на с со к по о об от до за из у для при под над без через после перед между а но или что как
это этот эта эти эту этого
этой этом тот та те то так также тоже он она они оно мы вы я ты его ее их ему ей им нас вас нам вам
мой наш ваш свой кто где
когда куда откуда почему зачем если чтобы хотя пока потому поэтому однако кроме ранее позже затем
теперь сейчас сегодня вчера
завтра уже еще не ни да нет все всё весь вся всего всех один одна одно два две три первый второй
третий другой другие многие
некоторые каждый любой самый более менее очень можно нужно надо будет был была были есть среди
согласно вместо около
напомним отметим между тем тем благодаря несмотря именно только даже лишь вот там здесь тогда при
этом кстати пресс
января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь февраль
март апрель май июнь июль
август сентябрь октябрь ноябрь декабрь понедельник вторник среда четверг пятница суббота воскресенье
мен пен бен және да де та те ал бірақ немесе бұл ол осы сол олар біз сіз мына ана бір екі үш төрт
бес көп барлық бәрі кейін
бұрын бүгін кеше ертең енді қазір сондықтан сонымен сондай осындай мұндай оның олардың біздің сіздің
өз өзі кім не қай қайда
қашан неге қалай егер үшін туралы бойынша дейін бастап тағы өте ең жоқ иә бар еді екен деп деді
дейді айтуынша сонда мұнда
алайда дегенмен әрі яғни мысалы айта жалпы негізгі барша әр әрбір түрлі кейбір өзге басқа бірнеше
соның бұның осының мұның
онда содан осыдан одан бізде сізде оған бұған қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз
қыркүйек қазан қараша
желтоқсан дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі
le la les un une des du et ou mais donc car ni que qui dont où il elle ils elles nous vous je tu ce
cette ces son sa ses leur
leurs notre votre dans sur sous avec sans pour par en au aux selon après avant pendant
el los las una unos unas y o pero que quien donde él ella ellos nosotros usted su sus este esta
estos estas con sin por para
en al según tras antes durante
]]):gmatch("%S+") do closed[word] = true end
return closed
