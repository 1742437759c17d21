// SPDX-License-Identifier: Apache-2.0
// 日本語の文言。鍵は en.ts の型が決める。
import type { Messages } from './en';

export const ja: Messages = {
  app: { name: 'askdb', skip: '本文へ移動', loading: '読み込み中', close: '閉じる', cancel: 'キャンセル', save: '保存', retry: 'もう一度試す', copy: 'コピー', copied: 'コピーしました', undo: '元に戻す', delete: '削除', edit: '編集', more: 'その他', back: '戻る', stop: '停止', details: '詳細', optional: '任意', search: '検索' },
  nav: { main: 'メイン', ask: '質問', catalog: 'カタログ', analysis: '分析', dashboards: 'ダッシュボード', sources: 'データソース', settings: '設定', source: 'データソース', noSource: 'データソースなし' },
  shell: { palette: '検索またはコマンド', offline: 'サーバーに接続できません。入力した内容は保持され、自動で再接続します。', online: '再接続しました', jobs: (n) => `${n} 件のジョブを実行中`, noJobs: '実行中のジョブはありません', theme: 'テーマ', themeSystem: 'システム', themeLight: 'ライト', themeDark: 'ダーク', language: '言語', shortcuts: 'キーボードショートカット', newVersion: '新しいバージョンがあります', reload: '再読み込み' },
  grid: { copied: (n) => `${n} 個のセルをコピーしました`, rows: (n) => `${n} 行` },
  chart: { failed: 'グラフを描画できませんでした。同じ数値は表にあります。' },
  error: { title: '問題が発生しました', trace: 'トレース ID', code: 'コード', notFound: 'このアドレスには何もありません', notFoundHelp: 'リンクが古い可能性があります。左のメニューから移動してください。', network: 'サーバーが応答しませんでした', networkHelp: 'askdb が動いていることを確認して、もう一度お試しください。' }
};
