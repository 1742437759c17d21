// SPDX-License-Identifier: Apache-2.0
// 한국어 문구. 키는 en.ts의 타입이 정한다.
import type { Messages } from './en';
import { server } from './server.ko';

export const ko: Messages = {
  server,
  app: { name: 'askdb', skip: '본문으로 이동', loading: '불러오는 중', close: '닫기', cancel: '취소', save: '저장', retry: '다시 시도', copy: '복사', copied: '복사했습니다', undo: '되돌리기', delete: '삭제', edit: '편집', more: '더 보기', back: '뒤로', stop: '중지', details: '자세히', optional: '선택', search: '검색' },
  nav: { main: '주 메뉴', ask: '질문', catalog: '카탈로그', analysis: '분석', dashboards: '대시보드', sources: '데이터 소스', settings: '설정', source: '데이터 소스', noSource: '데이터 소스 없음' },
  shell: { palette: '검색하거나 명령 실행', offline: '서버에 연결할 수 없습니다. 입력한 내용은 보존되며 자동으로 다시 연결합니다.', online: '다시 연결되었습니다', jobs: (n) => `작업 ${n}개 실행 중`, noJobs: '실행 중인 작업이 없습니다', theme: '테마', themeSystem: '시스템', themeLight: '밝게', themeDark: '어둡게', language: '언어', shortcuts: '키보드 단축키', askThis: (q) => `질문하기: ${q}`, newVersion: '새 버전이 있습니다', reload: '새로 고침' },
  grid: { about: (column) => `${column} 정보`, copied: (n) => `셀 ${n}개를 복사했습니다`, rows: (n) => `${n}행` },
  chart: { notSaved: '그림을 만들지 못했습니다. 같은 숫자가 표에 있습니다.', failed: '차트를 그리지 못했습니다. 같은 숫자가 표에 있습니다.' },
  ask: {
    itself: 'askdb 자체(언어 모델 없음)', before: '아래는 이전 SQL의 결과입니다.',
    title: '질문', placeholder: '데이터에 대해 질문하세요…', send: '보내기', hint: 'Enter로 보내고 Shift+Enter로 줄을 바꿉니다', tooLong: '질문이 4,096바이트를 넘습니다. 줄여 주세요.',
    stillWorking: (s) => `아직 처리 중입니다(${s}초).`, elapsed: (s) => `${s}초`, copyLink: '링크 복사', linkCopied: '링크를 복사했습니다',
    lost: '연결이 끊어져 답을 다시 찾지 못했습니다.', reconnecting: '다시 연결하는 중…', readOnly: '읽기 전용', run: '실행', runAgain: '다시 실행', editSql: 'SQL 편집', confidence: (p) => `확신도 ${p}`,
    why: '이 답의 근거', tables: '검토한 테이블', used: '사용', leftOut: '사용 안 함', madeBy: (model, ms, repairs) => `작성: ${model}, ${ms}${repairs ? `, 수정 ${repairs}회` : ''}.`,
    abstained: '이 데이터베이스에는 답이 없는 것 같습니다.', stopped: '중지했습니다. 받은 내용은 남아 있습니다.', next: '다음 질문', threads: '대화', newThread: '새 대화', noHistory: '대화가 여기에 나열됩니다.', searchThreads: '대화 검색', days: { today: '오늘', yesterday: '어제', week: '지난 7일', older: '그 이전' },
    rename: '이름 바꾸기', untitled: '아직 질문이 없습니다', threadMenu: (title) => `${title} 메뉴`, renameThread: (title) => `${title}의 새 이름`, threadDeleted: (title) => `“${title}” 대화를 삭제했습니다`, earlier: '이전 질문 보기',
    readAs: (question) => `다음 질문으로 읽었습니다: ${question}`, asTyped: '입력한 그대로 질문하기',
    hello: '무엇을 알고 싶으세요?', helloText: '평소 말로 질문하세요. 숫자를 믿기 전에 SQL을 볼 수 있습니다.', noSource: '데이터베이스(SQLite 파일이나 PostgreSQL 서버)를 연결하면 질문할 수 있습니다. askdb는 읽기만 합니다.', connect: '데이터베이스 연결', notSynced: '이 데이터베이스는 아직 읽지 않았습니다', sync: '테이블 읽기',
    about: (table) => `${table}은(는) 몇 건인가요?`,
    stages: { understand: '이해', retrieve: '테이블 찾기', generate: 'SQL 작성', check: '검사', try: '시험', running: '진행 중', done: '완료', failed: '실패', waiting: '대기' }
  },
  result: { emptyFilter: '실행했지만 해당하는 행이 없습니다. WHERE 조건이 너무 좁을 수 있습니다.', widen: '조건 없이 실행', pngTitle: '차트를 그림으로 저장', title: '결과', chart: '차트', table: '표', statistics: '통계', insights: (n) => (n ? `발견 (${n})` : '발견'), rows: (n) => `${n.toLocaleString('ko')}행`, truncated: '결과가 잘렸습니다.', full: '전체 화면', asTable: '표로 보기', empty: '0행', emptyHelp: '실행했지만 해당하는 행이 없습니다. WHERE 조건이 너무 좁을 수 있습니다.', confidence: (p) => `확신도 ${p}` },
  stats: { q1: '제1사분위', q3: '제3사분위', sum: '합계', zeros: '0인 값', negatives: '음수', length: '길이', blanks: '빈 값', range: '기간', days: (n) => `${n}일`, spread: (bins) => `값의 분포. ${bins}`, spreadOf: (n) => `막대는 처음 ${n}행의 것입니다.`, none: '이 결과의 통계는 계산되지 않았습니다.', title: '열별 통계', basis: (n, all) => `${n.toLocaleString('ko')}행으로 계산${all ? '(결과 전체)' : '(결과가 더 있습니다)'}. ≈는 추정치입니다.`, column: '열', type: '형식', nulls: 'NULL', distinct: '고유값', min: '최소', median: '중앙값', mean: '평균', max: '최대', deviation: '표준편차', common: '많은 값' },
  sources: {
    connect: '데이터베이스 연결', kind: '데이터베이스 종류', path: '파일 경로', pathHint: 'askdb가 실행되는 컴퓨터의 절대 경로입니다. 읽기 전용으로 엽니다.', urlHint: 'URL을 붙여 넣거나 아래 항목을 채우세요.',
    host: '호스트', port: '포트', database: '데이터베이스', username: '사용자', password: '비밀번호', passwordHint: '암호화해 보관하며 다시 보여 주지 않습니다.', ssl: 'TLS', name: '이름', test: '시험', save: '저장하고 테이블 읽기', sync: '다시 읽기',
    works: (version) => `모두 정상입니다. ${version}`, canWrite: '이 역할은 쓸 수 있습니다. askdb는 쓰지 않지만 읽기만 하는 역할이 더 안전합니다:', stepOk: '성공', stepFailed: '실패',
    steps: { dns: '호스트 찾기', tcp: '포트 연결', tls: '암호화', login: '로그인', read_only: '읽기 전용 세션', introspect: '테이블 읽기', file: '파일 열기', read: '파일 읽기' },
    empty: '데이터베이스가 없습니다', emptyText: 'SQLite 파일이나 PostgreSQL 서버를 연결하면 askdb가 테이블을 읽고 바로 질문할 수 있습니다.', status: { connected: '연결됨', disconnected: '연결 안 됨', error: '오류' },
    readAgo: (ago) => `${ago}에 읽음`, neverRead: '아직 읽지 않음', reading: (step, tables, columns) => `읽는 중: ${step} · 테이블 ${tables} · 열 ${columns}`, synced: (name) => `${name}이(가) 최신입니다`, failed: (why) => `읽기에 실패했습니다: ${why}`,
    deleteTitle: '이 데이터 소스를 삭제할까요?', deleteText: (name) => `“${name}”을(를) 카탈로그, 설명, 학습 자료와 함께 askdb에서 뺍니다. 데이터베이스 자체는 그대로입니다.`, deleteNamed: (name) => `${name} 삭제`, typeName: '확인하려면 이름을 입력하세요', deleted: (name) => `${name}을(를) 삭제했습니다`
  },
  first: {
    title: '시작하는 세 가지 방법', sample: '샘플 데이터로 해 보기', sampleText: '아티스트, 고객, 청구서가 있는 가상의 음악 상점을 이 서버에 준비합니다. 클릭 한 번이면 되고, 키도 네트워크도 필요 없습니다.', useSample: '샘플 사용해 보기', preparing: '샘플을 만드는 중', reading: (done, total) => `읽는 중: ${total} 중 ${done}`, connect: '데이터베이스 연결', connectText: 'SQLite 파일이나 PostgreSQL 서버. askdb는 테이블을 읽기만 하며 쓸 수 없습니다.', api: 'API 사용', apiText: '이 화면의 모든 작업은 HTTP와 JSON으로도 할 수 있습니다.', copyCommand: '명령 복사'
  },
  catalog: {
    found: { words: (match) => `일치: ${match}`, meaning: (match) => `의미가 가까움: ${match}` }, all: '모든 테이블', tables: '테이블', search: '테이블과 열 검색', by: '검색 방법', modes: { meaning: '의미', name: '이름' }, hits: (n) => `${n}건`, noHits: '일치하는 것이 없습니다', tryName: '이름으로 검색해 보세요.', tryMeaning: '의미로 검색해 보세요. 비슷한 말도 찾습니다.',
    empty: '데이터베이스를 연결하면 둘러볼 수 있습니다', emptyText: '테이블, 열, 관계가 여기에 나타나며 이름이나 의미로 검색할 수 있습니다.', kind: { table: '테이블', view: '뷰' }, rows: (n) => `${n}행`, askAbout: '이것에 대해 질문', columns: '열', column: '열', type: '형식', nullable: 'NULL', reference: '참조', description: '설명',
    yes: '허용', primaryKey: '기본 키', usedBy: '참조하는 곳', sample: '행', look: (n) => `${n}행 보기`, describe: (of) => `${of} 설명`, addDescription: '설명 추가'
  },
  analysis: { running: '실행 중', cancelled: '중지됨', failed: '실패', failedTitle: '이 실행은 실패했습니다', deleted: '삭제된 데이터베이스', asked: '질문 보기', intro: 'askdb가 계산한 결과는 SQL과 함께 여기에 보관됩니다.', empty: '아직 결과가 없습니다', emptyText: '질문하거나 SQL을 실행하면 결과와 통계가 여기에 나타납니다.', of: (when) => `${when}의 결과` },
  dashboards: { title: '이 버전에는 대시보드가 없습니다', text: '결과는 보관되며 각각 링크가 있습니다. 결과를 모아 두는 보드는 아직 없습니다.', results: '결과 보기' },
  settings: { up: (span) => `가동 시간 ${span}`, checks: { store: '저장소', jobs: '작업', model: 'SQL 작성', embedder: '의미 검색' }, about: { store: '데이터 소스, 질문, 결과의 기록', jobs: '백그라운드에서 데이터베이스 읽기', model: '질문을 SQL로 바꾸는 것', embedder: '질문의 말과 이름이 다른 테이블도 찾습니다' }, states: { ok: '정상', off: '꺼짐', loading: '시작 중', down: '동작하지 않음' }, appearance: '화면', asking: '질문', autoRun: 'SQL이 완성되면 바로 실행', autoRunHelp: '그때는 이미 읽기 전용 검사를 통과한 뒤입니다. 끄면 실행 단추를 누릅니다.', singleKeys: '한 글자 단축키', singleKeysHelp: '/, ?, g 다음 글자.', server: '서버', openapi: 'API의 OpenAPI 문서' },
  keys: { aboutColumn: '표: 이 열의 정보', palette: '명령 팔레트', newQuestion: '새 대화', search: '검색', help: '이 목록', goAsk: '질문으로', goCatalog: '카탈로그로', goAnalysis: '분석으로', goDashboards: '대시보드로', goSources: '데이터 소스로', run: '편집한 SQL 실행', stop: '닫기 또는 답변 중지', copyCells: '표: 선택한 셀 복사', copyNamed: '표: 열 이름과 함께 복사', inspect: '표: 셀 내용 보기', sort: '표: 이 열로 정렬' },
  error: { title: '문제가 발생했습니다', trace: '추적 ID', code: '코드', notFound: '이 주소에는 아무것도 없습니다', notFoundHelp: '오래된 링크일 수 있습니다. 왼쪽 메뉴를 이용하세요.', network: '서버가 응답하지 않았습니다', networkHelp: 'askdb가 실행 중인지 확인한 뒤 다시 시도하세요.', said: '서버의 메시지', place: (line, column) => `${line}번째 줄 ${column}번째 글자` }
};
