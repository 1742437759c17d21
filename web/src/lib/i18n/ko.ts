// SPDX-License-Identifier: Apache-2.0
// 한국어 문구. 키는 en.ts의 타입이 정한다.
import type { Messages } from './en';

export const ko: Messages = {
  app: { name: 'askdb', skip: '본문으로 이동', loading: '불러오는 중', close: '닫기', cancel: '취소', save: '저장', retry: '다시 시도', copy: '복사', copied: '복사했습니다', undo: '되돌리기', delete: '삭제', edit: '편집', more: '더 보기', back: '뒤로', stop: '중지', details: '자세히', optional: '선택', search: '검색' },
  nav: { main: '주 메뉴', ask: '질문', catalog: '카탈로그', analysis: '분석', dashboards: '대시보드', sources: '데이터 소스', settings: '설정', source: '데이터 소스', noSource: '데이터 소스 없음' },
  shell: { palette: '검색하거나 명령 실행', offline: '서버에 연결할 수 없습니다. 입력한 내용은 보존되며 자동으로 다시 연결합니다.', online: '다시 연결되었습니다', jobs: (n) => `작업 ${n}개 실행 중`, noJobs: '실행 중인 작업이 없습니다', theme: '테마', themeSystem: '시스템', themeLight: '밝게', themeDark: '어둡게', language: '언어', shortcuts: '키보드 단축키', newVersion: '새 버전이 있습니다', reload: '새로 고침' },
  grid: { copied: (n) => `셀 ${n}개를 복사했습니다`, rows: (n) => `${n}행` },
  chart: { failed: '차트를 그리지 못했습니다. 같은 숫자가 표에 있습니다.' },
  error: { title: '문제가 발생했습니다', trace: '추적 ID', code: '코드', notFound: '이 주소에는 아무것도 없습니다', notFoundHelp: '오래된 링크일 수 있습니다. 왼쪽 메뉴를 이용하세요.', network: '서버가 응답하지 않았습니다', networkHelp: 'askdb가 실행 중인지 확인한 뒤 다시 시도하세요.' }
};
