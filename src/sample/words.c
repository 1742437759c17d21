// SPDX-License-Identifier: Apache-2.0
/* Word lists in nine languages. All names are invented; a likeness to a real artist would be an accident. */
#include "sample/words.h"

/* Tables to be read by the line. */
/* clang-format off */
#define PEOPLE_EN                                                                                                 \
	{                                                                                                         \
		"Nora|Elias|Winifred|Jasper|Odette|Callum|Beatrix|Silas|Maeve|Rufus|Imogen|Desmond|Harriet|Leopold", " ", \
			"Hartwell|Pemberly|Okonjo|Ashgrove|Fairweather|Marchbank|Tolliver|Quillan|Birchwood|Larkfield|" \
			"Thistlewood|Greyling|Winterbourne|Applegarth"                                            \
	}

static const struct lexicon english = {
	.titles = {
		{"Paper|Copper|Silver|Hollow|Borrowed|Midnight|Northern|Salt|Velvet|Restless|Distant|Broken|Quiet|Wild|"
		 "Golden|Second-Hand|Electric|Winter|Sunday|Crooked|Burning|Slow|Blue|Empty|Open|Long|Little|Last|First|"
		 "Heavy|Amber|Foreign|Honest|Patient|Sleeping|Unsent",
			" ",
			"Lanterns|Harbour|Rivers|Letters|Summer|Highway|Mirrors|Weather|Orchard|Radio|Signals|Machines|Skies|"
			"Bridges|Shoes|Station|Garden|Ghosts|Thunder|Morning|Fever|Tide|Horses|Engines|Windows|Maps|Fires|"
			"Stairs|Ocean|Bells|Kites|Postcards|Chimneys|Sparrows|Avenues|Photographs"},
		{"Waiting for|Dancing with|Running from|Looking for|Letters to|Falling for|Driving to|Singing to|Dreaming of|"
		 "Goodbye to|Walking with|Stealing|Chasing|Painting|Counting|Leaving|Ask|Holding|Calling|Finding|Forgive|"
		 "Nobody Told|One More Song for|Somewhere near",
			" ",
			"the Rain|the Night Bus|Nobody|the Moon|an Old Friend|the Coast|the Last Train|Your Shadow|the Tide|"
			"a Stranger|the Morning|the Fireflies|Better Days|the Horizon|My Brother's Car|Winter|the Quiet Ones|"
			"the Lighthouse|the Weekend|Home|the Neighbours|the Bright Side|September|the Girl at the Counter"},
		{"A House|Two Chairs|One Candle|A Light|Three Crows|Your Name|My Heart|The Piano|Our Song|A Dog|Every Clock|"
		 "The Only Road|Nine Lives|A Kite|Half a Dream|The Old Photograph|A Suitcase|Everything We Had",
			" ",
			"by the River|in the Window|under the Bridge|on the Radio|across the Bay|at the End of the Line|"
			"behind the Curtain|in a Minor Key|after Midnight|before the Storm|without a Map|out of Tune|"
			"on Cedar Street|in Black and White|at Closing Time|in the Snow|above the Bakery|on a Borrowed Boat"},
	},
	.bands = {"The Velvet|The Paper|The Midnight|The Copper|The Borrowed|The Northern|Seven|The Hollow|The Salt|"
		  "The Crooked|The Patient|The Quiet|The Amber|The Late|The Distant|The Ivory|The Tin|Twelve|The Golden|"
		  "The Glass",
		" ",
		"Herons|Cartographers|Telegraphers|Orchardists|Weathervanes|Typewriters|Understudies|Lamplighters|"
		"Beekeepers|Ferrymen|Bookbinders|Umbrellas|Almanacs|Switchboards|Ballrooms|Meridians|Postmen|Gazettes|"
		"Allotments|Observatories"},
	.people = PEOPLE_EN,
};

static const struct lexicon metal = {
	.titles = {
		{"Iron|Black|Ashen|Frozen|Eternal|Crimson|Buried|Blind|Cursed|Ancient|Hollow|Severed|Stormborn|Rusted|"
		 "Nameless|Wolf-Eyed|Obsidian|Burning",
			" ",
			"Throne|Cathedral|Crown|Winter|Abyss|Hammer|Covenant|Leviathan|Pyre|Banner|Oath|Requiem|Citadel|Serpent|"
			"Dominion|Horizon|Graves|Ravens"},
		{"March of|Fall of|Hymn to|Children of|Rise of|Beneath|Beyond|Night of|Heirs of|Wrath of", " ",
			"the Glacier|the Forge|the Old Gods|the Black Sun|a Dying Star|the Northern Wall|the Silent King|"
			"the Drowned|the Machine|the Thousand Wolves|the Last Dawn|the Hollow Earth"},
	},
	.bands = {"Grim|Iron|Ash|Frost|Raven|Storm|Bone|Wolf|Thorn|Rime|Cinder|Gloam", "",
		"forge|mantle|warden|spire|reaver|helm|tarn|barrow|hallow|vow"},
	.people = {"Aksel|Runa|Torvald|Sigrid|Ilmari|Aino|Mikael|Hildr|Osmo|Eerik", " ",
		"Kaarna|Nordvik|Halvorsen-Dahl|Rautasalo|Ravnkilde|Stenmark-Lie|Hietala-Oja|Grimsrud|Talvio|Svartholm"},
};

static const struct lexicon punk = {
	.titles = {
		{"No|Stop|I Hate|Who Needs|Goodbye|Burn|Free|Trust No|Kick|Thanks for", " ",
			"Parking|Mondays|Homework|Landlords|Small Talk|Ringtones|Golf|Traffic Lights|Politeness|Shopping Malls|"
			"Fine Print|Raincoats"},
	},
	.bands = {"The", " ",
		"Parking Tickets|Rejected Forms|Loud Neighbours|Cheap Umbrellas|Stuck Elevators|Expired Coupons|"
		"Angry Librarians|Lost Invoices|Flat Tyres|Cold Chips|Wrong Numbers|Final Notices"},
	.people = PEOPLE_EN,
};

static const struct lexicon roots = {
	.titles = {
		{"Dusty|Lonesome|Whiskey|Muddy|Tin Roof|Gravel|Kitchen|Back Porch|Cottonwood|Rusty|Railroad|Sunday Morning|"
		 "Hard Luck|Moonshine|Pickup|Old Dog",
			" ",
			"Blues|Road|Waltz|Shuffle|Rag|Creek|Prayer|Letter|Boogie|Whistle|Stomp|Lullaby|Junction|Moon|Hymn|Goodbye"},
		{"Don't|Never|You Can't|I Won't|Why'd You|We Don't|Baby, Please", " ",
			"Sell My Guitar|Cross That River|Trust the Weather|Wake the Baby|Fix This Old Truck|Cry in the Kitchen|"
			"Leave the Light On|Call Me by My Name|Drink with the Preacher|Bet on the Grey Mare"},
	},
	.bands = {"Juniper|Sawmill|Coal Creek|Broken Fiddle|Prairie Lantern|Sycamore|Wagon Bridge|Catfish", " ",
		"Hollow Boys|Sisters|String Band|Ramblers|Road Company|Revival"},
	.people = {"Earl|Loretta|Amos|Delphine|Hollis|Ruby|Clement|Opal|Otis|Mabel", " ",
		"Crabtree|Landry-Poole|Honeycutt|Birdsong|Tarwater|Mayfield Dunn|Hollingsworth|Pettigrew|Sparks-Lowe|Cobb"},
};

static const struct lexicon jazz = {
	.titles = {
		{"Ballad for|Blues for|Waltz for|Sketch of|Portrait of|Song for|Variations on|Stroll with", " ",
			"Margot|a Rainy Tuesday|the Corner Table|an Empty Club|Two Cellos|Old Lisbon|the Rue des Lilas|"
			"a Yellow Umbrella|Mister Finch|the Night Clerk|Number Nine|Lucille's Hat"},
		{"Smoke|Velvet|Corner|Late Set|Quarter|Minor|Sideways|Basement|Third Floor|Brass", " ",
			"Swing|Conversation|Serenade|Interlude|Bounce|Nocturne|Detour|Stroll|Minute|Groove"},
	},
	.bands = {"Cornelius Vane|Thelma Rivers|Augustin Bellweather|Ines Caldeira|Walter Lindqvist|Josephine Marsh|"
		  "Kaito Aramaki|Lazlo Feher|Petra Novotna|Solomon Grey",
		" ", "Trio|Quartet|Quintet|Big Band"},
	.people = PEOPLE_EN,
};

static const struct lexicon island = {
	.titles = {
		{"Sunshine|Mango|Easy|Hillside|Roots|Yard|Tamarind|Slow Boat|Market Day|Bamboo|Coconut", " ",
			"Dub|Riddim|Rockers|Skank|Prayer|Jubilee|Version|Morning|Breeze|Story"},
	},
	.bands = {"Sunrise|Harbour|Mango|Breadfruit|Blue Hill|Seagrape", " ",
		"Rockers|Dub Collective|Riddim Band|Sound System|Players"},
	.people = {"Winston|Marva|Delroy|Claudette|Errol|Ionie", " ", "Brathwaite-Hill|Pinnock|Goulding|Lightbody|Seaforth"},
};

static const struct lexicon machines = {
	.titles = {
		{"Signal|Phase|Neon|Lattice|Carrier|Zero|Voltage|Glass|Vector|Night|Pulse|Orbit|Static|Silicon|Tape", " ",
			"Drift|Garden|Array|Loop|Runner|Bloom|Sequence|Ritual|State|Memory|Transit|Tower|Index|Shift|Field"},
		{"Nacht|Licht|Regen|Stahl|Wolken|Nebel|Winter|Draht|Glas|Mond|Staub|Wellen", "",
			"fahrt|stadt|spiel|linie|lauf|raum|garten|rauschen|zeit|signal|brücke"},
	},
	.bands = {"Tape|Mono|Hyper|Lumen|Hexa|Nano|Velo|Astro|Iso|Kilo", "",
		"drome|field|matik|plex|sonde|graf|faktor|labor|relais"},
	.people = {"Friederike|Konrad|Annegret|Lothar|Hedwig|Albrecht", " ",
		"Sandhoff|Weidenbruch|Klarmann|Osterwald|Ilmenau|Brandtner"},
};

static const struct lexicon drones = {
	.titles = {
		{"Lichen|Tidal|Moss|Fog|Harbour|Glacier|Cloud|Paper|Peat|Aurora", " ",
			"Study I|Study II|Study III|for Tape|in Three Parts|at Dawn|for Sleeping|Unfolding"},
	},
	.bands = {"Slow|Soft|Winter|Distant", " ", "Meadow|Instruments|Cartography|Rooms"},
	.people = {"Friederike|Konrad|Annegret|Lothar|Hedwig|Albrecht", " ",
		"Sandhoff|Weidenbruch|Klarmann|Osterwald|Ilmenau|Brandtner"},
};

static const struct lexicon rhymes = {
	.titles = {
		{"Concrete|Corner Store|Night Shift|Rooftop|Subway|Back Seat|Late Fee|Second Floor|Stairwell|Brick|"
		 "Loose Change|Headphone",
			" ",
			"Poetry|Gospel|Economics|Chess|Ambition|Theory|Freestyle|Physics|Diary|Prophets|Season|Interlude"},
	},
	.bands = {"MC|DJ|Professor|Doctor|Uncle|Lady", " ",
		"Origami|Parallax|Cardigan|Metronome|Semaphore|Thesaurus|Paprika|Verso|Ledger|Quartz"},
	.people = PEOPLE_EN,
};

static const struct lexicon japanese = {
	.titles = {
		{"夜の|雨の|青い|遠い|真夏の|冬の|最後の|はじめての|眠れない|透明な|名もない|風の|黄昏の|小さな|午前二時の|"
		 "忘れられた|海辺の|銀色の|月夜の|さよならの|土曜日の|帰り道の|とけない|君だけの",
			"",
			"街|駅|手紙|海岸線|交差点|ラジオ|観覧車|約束|花火|地図|ワンピース|信号|灯台|坂道|ドライブ|プール|魔法|"
			"電話|メロディー|桜並木|雪|エレベーター|喫茶店|自転車"},
		{"ミッドナイト|サマー|ムーンライト|トワイライト|シーサイド|レイニー|サイレント|ネオン|スローモーション|"
		 "エンドレス|パステル",
			"・", "ドライブ|ホリデー|レディー|ダンス|ハイウェイ|ブルー|シティ|メモリー|ロマンス|ガーデン"},
	},
	.bands = {"青葉|夜汽車|月光|銀河|硝子|水色|北極|真空|黄昏|千年|珈琲|雨傘", "",
		"通り|楽団|観測所|クラブ|図書館|電鉄|商会|時計店|放送局|遊園地|急行|倶楽部"},
	.people = {"水野|早瀬|桐谷|白川|七瀬|雨宮|朝倉|藤崎|月岡|真田|久我|篠宮", " ",
		"千尋|遥|涼|美咲|陽介|透|杏奈|奏|直人|琴音|蓮|小夜"},
};

static const struct lexicon korean = {
	.titles = {
		{"밤의|비 오는|푸른|먼|마지막|너의|작은|겨울|봄날의|새벽|잊혀진|우리의", " ",
			"편지|바다|거리|약속|노래|별빛|창문|기차|정원|우산|계절|그림자"},
	},
	.bands = {"새벽|달빛|유리|구름|은하|초록", " ", "공장|극장|우체국|정류장|산책|도서관"},
	.people = {"한|서|윤|문|차|백", "", "다온|시우|라온|하율|나래|지안"},
};

static const struct lexicon portuguese = {
	.titles = {
		{"Samba|Canção|Noite|Varanda|Saudade|Barco|Rua|Chuva|Domingo|Violão|Janela|Carta|Lua|Valsa|Beijo|Maré|Feira|"
		 "Roda",
			" ",
			"de Abril|do Mar|sem Fim|da Esquina|ao Amanhecer|de Papel|da Maria Clara|no Sereno|do Morro|em Fá|"
			"de Quintal|na Areia|para Dois|da Madrugada|de São João|com Café|do Pescador|sem Pressa"},
	},
	.bands = {"Trio|Quinteto|Roda|Grupo|Conjunto|Bloco", " ",
		"Maré Alta|da Ladeira|Beira-Rio|Jacarandá|do Porto Velho|Pé de Vento|Lua Cheia|da Vila Clara"},
	.people = {"Iracema|Benedito|Lourdes|Aurélio|Celina|Otávio|Rosaura|Heitor|Jandira|Valdemar", " ",
		"Penedo|Alvorada|Quintela|Serrado|Mangabeira|Lobato|Figueira Leal|Cardim|Vilaça|Tavares Brito"},
};

static const struct lexicon spanish = {
	.titles = {
		{"Canción|Bolero|Noche|Calle|Carta|Fuego|Rumba|Puerto|Corazón|Luna|Camino|Verano|Guitarra|Ventana|Cumbia|Río|"
		 "Adiós|Cielo",
			" ",
			"sin Nombre|de Agosto|al Amanecer|de la Esquina|para Lucía|en la Arena|de Sal|a Medianoche|del Sur|"
			"sin Prisa|de los Abuelos|con Limón|en Tono Menor|de Papel|del Barrio Viejo|bajo la Lluvia|"
			"de Ida y Vuelta|que No Duerme"},
	},
	.bands = {"Orquesta|Sonora|Conjunto|Banda|Son", " ",
		"Palmera|Medialuna|del Malecón|Tierra Roja|Siete Calles|Candela|Callejón|Mar de Fondo"},
	.people = {"Amparo|Joaquín|Remedios|Lisandro|Consuelo|Evaristo|Paloma|Ramiro|Inés|Baltasar", " ",
		"Montesclaros|del Olmo|Arrieta|Villalba|Saravia|Quiroga Paz|Beltrán Ruiz|Montiel|Zamacona|Carmona Vidal"},
};

static const struct lexicon french = {
	.titles = {
		{"Chanson|Valse|Lettre|Dimanche|Minuit|Une rue|Le dernier train|Un café|Nos étés|Les toits|Le silence|"
		 "Une valise|La nuit|Mon quartier|Le vent",
			" ",
			"pour Margot|sous la pluie|sans retour|de novembre|au bord de l'eau|en mineur|de papier|à la fenêtre|"
			"du canal|pour personne|au petit matin|sur les quais|en noir et blanc|d'autrefois|sans parapluie"},
	},
	.bands = {"Les", " ",
		"Marronniers|Cerfs-Volants|Insomnies|Lampadaires|Vagabonds du Canal|Parapluies|Petites Heures|Contretemps"},
	.people = {"Apolline|Gaspard|Solène|Anselme|Maëlle|Théodore|Faustine|Octave", " ",
		"Vauquelin|Delorme-Roy|Charpentreau|Lavandier|Montclar|Brisebois|Fontanel|Aubrac"},
};

static const struct lexicon chamber = {
	.titles = {
		{"Sonata for Violin and Piano|String Quartet|Symphony|Piano Concerto|Suite for Solo Cello|Partita|"
		 "Divertimento|Wind Quintet|Serenade for Strings|Clarinet Trio",
			" in ", "C major|D minor|E-flat major|F major|G minor|A major|B minor|A-flat major"},
	},
	.bands = {"The Ashdown|Vesterlund|Kingsmere|The Old Mill|Lindenhof|Santa Rosalia|Northgate|Alderbrook", " ",
		"Chamber Orchestra|String Quartet|Philharmonic|Baroque Players|Symphony|Wind Ensemble"},
	.people = {"Johann Gottlieb|Maria Theodora|Ferenc|Ludmila|Giacinto|Wilhelmina|Carl Anselm|Eudora", " ",
		"Reichenau|Lindauer|Szarvas|Belohradska|Montefalco|van der Aalst|Holmqvist|Kestner"},
};

static const struct lexicon opera = {
	.titles = {
		{"Aria|Duetto|Coro|Cavatina|Preludio|Romanza|Finale|Recitativo", ": ",
			"«O luna serena»|«Non partir, amor mio»|«Chi bussa alla porta?»|«Addio, casa mia»|«Il mare mi chiama»|"
			"«Taci, mio cor»|«Vieni, aurora»|«Brindiam, compagni»"},
	},
	.bands = {"Teatro|Coro|Compagnia", " ", "della Lanterna|di Santa Chiara|del Porto|San Vitale"},
	.people = {"Ottavia|Raimondo|Fiordiligia|Anselmo|Leonilde|Tarquinio", " ",
		"Bellacqua|Montanaro|del Carretto|Spadafora|Valdarno|Cantelmo"},
};

static const struct lexicon television = {
	.titles = {
		{"The Missing|The Wrong|A Very Small|The Second|The Unexpected|One More|The Honest|The Borrowed|Another|"
		 "The Perfect|The Last|Somebody's",
			" ",
			"Envelope|Guest|Wedding|Alibi|Neighbour|Inheritance|Ferry|Audit|Storm|Passenger|Piano|Satellite|Airlock|"
			"Confession|Holiday|Recipe|Witness|Translator|Orbit|Portrait"},
	},
	.bands = {"The Lighthouse|Harbour|The Glass|Platform|The Orchard|Station|Quiet|The Ninth", " ",
		"Street|Nine|Inspectors|Protocol|Kitchen|House|Company|Frontier"},
	.people = PEOPLE_EN,
};

const struct shelf sample_shelves[SHELF_COUNT] = {
	{"Rock", &english, SHELF_SONGS, 32, 62, 100, 9, 14, 160, 340},
	{"Alternative", &english, SHELF_SONGS, 16, 24, 100, 8, 13, 150, 320},
	{"Metal", &metal, SHELF_SONGS, 15, 27, 100, 8, 11, 210, 480},
	{"Punk", &punk, SHELF_SONGS, 6, 7, 100, 12, 16, 75, 175},
	{"Pop", &english, SHELF_SONGS, 15, 21, 20, 9, 13, 150, 250},
	{"City Pop", &japanese, SHELF_SONGS, 12, 16, 30, 8, 11, 200, 330},
	{"J-Rock", &japanese, SHELF_SONGS, 9, 13, 100, 9, 12, 190, 300},
	{"K-Pop", &korean, SHELF_SONGS, 5, 6, 70, 6, 10, 170, 230},
	{"Latin", &spanish, SHELF_SONGS, 13, 21, 50, 9, 13, 170, 310},
	{"Bossa Nova", &portuguese, SHELF_SONGS, 8, 12, 15, 9, 12, 120, 230},
	{"Samba", &portuguese, SHELF_SONGS, 8, 12, 70, 10, 14, 140, 260},
	{"Chanson", &french, SHELF_SONGS, 7, 9, 40, 9, 12, 140, 260},
	{"Jazz", &jazz, SHELF_SONGS, 13, 19, 80, 6, 10, 240, 620},
	{"Blues", &roots, SHELF_SONGS, 8, 11, 30, 8, 12, 160, 340},
	{"Country", &roots, SHELF_SONGS, 5, 7, 60, 9, 12, 140, 240},
	{"Folk", &english, SHELF_SONGS, 8, 10, 10, 9, 12, 140, 280},
	{"Soul", &english, SHELF_SONGS, 8, 10, 25, 8, 11, 160, 290},
	{"Reggae", &island, SHELF_SONGS, 6, 8, 80, 9, 13, 180, 300},
	{"Electronic", &machines, SHELF_SONGS, 10, 14, 85, 7, 11, 220, 480},
	{"Ambient", &drones, SHELF_SONGS, 4, 5, 75, 5, 8, 300, 900},
	{"Hip Hop", &rhymes, SHELF_SONGS, 8, 9, 100, 10, 16, 110, 240},
	{"Classical", &chamber, SHELF_CYCLES, 10, 11, 100, 8, 12, 150, 720},
	{"Opera", &opera, SHELF_SONGS, 3, 3, 60, 8, 10, 140, 520},
	{"Drama", &television, SHELF_SHOWS, 4, 6, 100, 10, 14, 2500, 3300},
	{"Comedy", &television, SHELF_SHOWS, 3, 4, 100, 12, 16, 1250, 1500},
};
/* clang-format on */
