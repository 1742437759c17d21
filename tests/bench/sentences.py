# SPDX-License-Identifier: Apache-2.0
"""The texts that the embedding is compared on: questions about data in eight languages, names, and what breaks tokenizers."""

ENGLISH = """
How many customers do we have in each country?
Show the ten best selling albums of last year.
Which employees report to the sales manager?
What was the average order value per month in 2023?
List all invoices that were not paid within thirty days.
Total revenue by genre, highest first
Which playlist has the longest total running time?
customers who bought nothing since March
Find duplicate e-mail addresses in the contact table.
How does this quarter compare with the one before?
What share of the orders was returned?
Which warehouse holds the most stock of product 4711?
Give me the median salary by department.
Are there orders without a customer?
Who signed up yesterday?
top 5 cities by number of deliveries
Count the distinct artists whose name begins with The.
When did the last shipment to Oslo leave?
How many seats were sold on weekend flights?
Which doctors treated more than forty patients in one week?
What is the cheapest product in every category?
the table of stations with latitude and longitude
Compare male and female students by their grades.
Is there a relation between discount and quantity?
Which courses have no teacher assigned?
names of the singers who performed in stadium nine
the number of ships built before 1900
Return the highest and the lowest temperature of each day.
How many tickets are still open, and who owns them?
Rank the suppliers by late deliveries.
Which columns hold personal data?
What happened on 31 December?
orders placed between 9 am and noon
customer lifetime value
Show me sales.
A short text
Why did the churn rate go up in the north region during the summer, although prices had been lowered in May?
The invoice line joins a track to an invoice and keeps the unit price at the time of sale.
Each row is one reading of a sensor: device, time stamp, value, unit and quality flag.
An account belongs to exactly one branch; a branch has many accounts.
"""

JAPANESE = """
各国の顧客数を教えてください。
昨年の売上トップ10の商品は何ですか？
月ごとの平均注文額を表示して
在庫が最も少ない倉庫はどこですか
東京支店の社員一覧
支払いが遅れている請求書を探す
部門別の給与の中央値
今月と先月の売上を比較したい
返品率が高いカテゴリーはどれですか
新規登録したユーザーの人数
プレイリストごとの曲数と合計時間
最も長く勤めている従業員は誰ですか。
二〇二三年四月の出荷件数
キャンセルされた予約の割合
顧客テーブルと注文テーブルの関係
平均気温が三十度を超えた日
先生が担当している授業の数
売上高
ﾊﾝｶｸのカタカナと全角ＡＢＣ１２３
大阪から福岡への便は何便ありますか
一番人気のあるジャンルを教えて
メールアドレスが重複している会員
製品コードが空の行はありますか
株価の終値の推移
夏に売れた商品を地域別に集計する
病院ごとの患者数を多い順に並べて
図書館で貸し出された本の題名
ありがとうございます、助かりました。
割引と数量に関係はありますか？
駅の緯度と経度
"""

KOREAN = """
국가별 고객 수를 알려 주세요.
작년에 가장 많이 팔린 앨범 열 개
월별 평균 주문 금액은 얼마인가요?
재고가 가장 적은 창고는 어디입니까
서울 지점의 직원 목록
연체된 청구서를 찾아 주세요
부서별 급여 중앙값
이번 달과 지난달 매출 비교
반품률이 높은 카테고리는?
어제 가입한 사용자 수
매출 합계
가장 오래 근무한 직원은 누구인가요?
취소된 예약의 비율
고객 테이블과 주문 테이블의 관계
평균 기온이 삼십 도를 넘은 날
선생님이 없는 수업이 있나요?
장르별 총 수익을 높은 순서로
이메일 주소가 중복된 회원
주식 종가의 변화
병원별 환자 수
할인과 수량 사이에 관계가 있습니까?
도서관에서 대출된 책 제목
부산에서 제주로 가는 항공편은 몇 편인가요
가격
여름에 팔린 상품을 지역별로 집계
"""

CHINESE = """
每个国家有多少客户？
去年销量最高的十张专辑
每月的平均订单金额是多少
哪个仓库的库存最少？
北京分公司的员工名单
查找逾期未付的发票
各部门工资的中位数
本月与上月的销售额比较
退货率最高的类别
昨天注册的用户数量
总收入按类型从高到低排列
工龄最长的员工是谁？
被取消的预订占多少比例
客户表与订单表之间的关系
平均气温超过三十度的日子
没有老师的课程有哪些
电子邮件地址重复的会员
股票收盘价的变化
各醫院的病人數
折扣與數量之間有關係嗎？
圖書館借出的書名
从上海到广州的航班有几班
價格
夏天卖出的商品按地区统计
𠮷野家的门店数量
"""

GERMAN = """
Wie viele Kunden haben wir in jedem Land?
Zeige die zehn meistverkauften Alben des letzten Jahres.
Wie hoch war der durchschnittliche Bestellwert pro Monat?
Welches Lager hat den kleinsten Bestand?
Überfällige Rechnungen der Größe nach
Umsatz je Vertriebsgebiet, absteigend sortiert
Welche Mitarbeiter berichten an die Geschäftsführerin?
Anteil der stornierten Buchungen
Straßen ohne Hausnummer
Gibt es Kurse ohne Lehrkraft?
Donaudampfschifffahrtsgesellschaftskapitän
Wer hat sich gestern angemeldet?
Vergleiche dieses Quartal mit dem vorigen.
ÄÖÜ äöü ẞ ß
Median der Gehälter nach Abteilung
Zusammenhang zwischen Rabatt und Menge
Die Tabelle der Bahnhöfe mit Längen- und Breitengrad
doppelte E-Mail-Adressen
Wie viele Züge fuhren im März verspätet ab?
Preis
"""

FRENCH = """
Combien de clients avons-nous dans chaque pays ?
Affiche les dix albums les plus vendus l’année dernière.
Quelle est la valeur moyenne des commandes par mois ?
Quel entrepôt a le plus petit stock ?
Les factures impayées depuis plus de trente jours
Chiffre d'affaires par région, du plus élevé au plus bas
Qui s’est inscrit hier ?
Part des réservations annulées
Y a-t-il des cours sans professeur ?
Salaire médian par département
Comparer ce trimestre au précédent
Où se trouve la gare d’Évry ?
Les employés dont le nom commence par « Le »
Cœur, œuvre, naïve, garçon, ÇA
adresses électroniques en double
Combien de billets ont été vendus à l'étranger ?
le prix
Lien entre remise et quantité
Les élèves ayant réussi tous leurs examens
Température moyenne relevée en août
"""

SPANISH = """
¿Cuántos clientes tenemos en cada país?
Muestra los diez álbumes más vendidos del año pasado.
¿Cuál fue el valor medio de los pedidos por mes?
¿Qué almacén tiene menos existencias?
Facturas vencidas sin pagar
Ingresos por género, de mayor a menor
¿Quién se registró ayer?
Porcentaje de reservas canceladas
¿Hay cursos sin profesor?
Salario mediano por departamento
Comparar este trimestre con el anterior
Los empleados de la sucursal de Málaga
¡Qué año tan difícil para el señor Núñez!
direcciones de correo duplicadas
Relación entre descuento y cantidad
Pingüinos vistos en la Antártida
el precio
Vuelos de Bogotá a Lima
Los niños que aprobaron todos los exámenes
Temperatura media en agosto
"""

ARABIC = """
كم عدد العملاء في كل بلد؟
اعرض أكثر عشرة ألبومات مبيعًا في العام الماضي
ما متوسط قيمة الطلب في كل شهر؟
أي مستودع لديه أقل مخزون؟
الفواتير المتأخرة غير المدفوعة
إجمالي الإيرادات حسب النوع
من سجّل أمس؟
نسبة الحجوزات الملغاة
هل توجد دورات بلا معلم؟
وسيط الرواتب حسب القسم
قارن هذا الربع بالربع السابق
موظفو فرع القاهرة
السعر
عناوين البريد المكررة
العلاقة بين الخصم والكمية
"""

HINDI = """
हर देश में कितने ग्राहक हैं?
पिछले साल सबसे ज़्यादा बिकने वाले दस एल्बम
हर महीने का औसत ऑर्डर मूल्य क्या था?
किस गोदाम में सबसे कम माल है?
दिल्ली शाखा के कर्मचारी
कल किसने पंजीकरण किया?
कीमत
रद्द की गई बुकिंग का प्रतिशत
विभाग के अनुसार वेतन
छूट और मात्रा के बीच संबंध
"""

NAMES = """
customer_id
InvoiceLine.UnitPrice
tbl_usr_acct_2019
PlaylistTrack
dbo.FactInternetSales
orders.created_at timestamp with time zone
VARCHAR(255) NOT NULL DEFAULT ''
SELECT c.country, COUNT(*) FROM customer AS c GROUP BY 1 ORDER BY 2 DESC;
https://example.org/path?query=1&x=%20y#part
user@example.org
192.168.0.1:8080
-12,345.67e+10
$1.50 / €2 / £3 / ¥400
#hashtag @mention
C++ and C#
N/A
1
a
A1B2C3
don't can't won't it's
"""

EDGES = [
    "",
    " ",
    "\t\n\r",
    ".",
    "...",
    "!?!?!?",
    "[CLS]",
    "[SEP] in the [MASK] middle [UNK] of [PAD] text",
    "[cls] [Mask",
    "x[SEP]y",
    "\u00a0no\u2003break\u3000spaces\u202f",
    "zero\u200bwidth\u200djoiner\ufeff",
    "soft\u00adhyphen",
    "control\x01char\x1facters\x7f\x85",
    "line\u2028separator\u2029s",
    "tab\tand\x0bvertical\x0cfeed",
    "replacement \ufffd here",
    "private \ue000 use",
    "unassigned \u0378 code point",
    "caf\u00e9 cafe\u0301",
    "\u01c6\u1e9b\u0323 \u1e69\u0307",
    "\u0130stanbul I\u0307 \u0131",
    "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03bf\u03b4\u03cd\u03c3\u03c3\u03b5\u03c5\u03c2",
    "\u041c\u043e\u0441\u043a\u0432\u0430 \u0439 \u0451\u0436",
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "Vi\u1ec7t Nam \u0110\u1ed3ng",
    "\ufb01ne \ufb03 \u2126 \u212b \u00bd \u2167",
    "\uff21\uff22\uff23\uff01\uff1f",
    "\uf900\uf901 \u4e00a\u4e8c1\u4e09",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family \U0001f1ef\U0001f1f5 \u2764\ufe0f 1\ufe0f\u20e3",
    "\U0001d54f \U0001d7d8 \U00020bb7",
    "\u201cquotes\u201d \u2018and\u2019 \u2014 dashes \u2013 \u2026 \u00ab\u00bb",
    "a\u0300\u0301\u0302\u0303\u0304\u0305b",
    "\u0301 leading mark",
    "\u1100\u1161\u11a8 \uac01",
    "supercalifragilisticexpialidocious",
    "x" * 99,
    "x" * 100,
    "x" * 101,
    "\u00e9" * 100,
    "\uac00" * 50,
    "\uac00" * 51,
    "ab " * 126 + "cd",
    "ab " * 127 + "cd",
    "ab " * 300,
    "unbelievably " * 120,
    "\u4e2d" * 300,
    " ".join(str(n * n) for n in range(200)),
    "word, " * 400,
    "The quick brown fox jumps over the lazy dog. " * 40,
    "a" * 5000,
    "\n".join(f"column_{n} integer -- number {n}" for n in range(60)),
    "~`!@#$%^&*()-_=+[{]}\\|;:'\",<.>/?",
]

FILLER_SUBJECTS = ["orders", "patients", "flights", "matches", "tickets"]
FILLER_TOPICS = ["by region", "without an owner", "since last week", "with the highest cost"]


def texts():
    """All 300, in a fixed order."""
    blocks = (ENGLISH, JAPANESE, KOREAN, CHINESE, GERMAN, FRENCH, SPANISH, ARABIC, HINDI, NAMES)
    out = [line for block in blocks for line in block.strip().split("\n")] + EDGES
    out += [f"{subject} {topic}" for subject in FILLER_SUBJECTS for topic in FILLER_TOPICS]
    assert len(out) == len(set(out)) == 300, (len(out), len(set(out)))
    return out
