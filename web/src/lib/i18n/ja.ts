// SPDX-License-Identifier: Apache-2.0
// 日本語の文言。鍵は en.ts の型が決める。
import type { Messages } from './en';
import { server } from './server.ja';

export const ja: Messages = {
  server,
  app: { name: 'askdb', skip: '本文へ移動', loading: '読み込み中', close: '閉じる', cancel: 'キャンセル', save: '保存', retry: 'もう一度試す', copy: 'コピー', copied: 'コピーしました', undo: '元に戻す', delete: '削除', edit: '編集', more: 'その他', back: '戻る', stop: '停止', details: '詳細', optional: '任意', search: '検索' },
  nav: { main: 'メイン', ask: '質問', catalog: 'カタログ', analysis: '分析', dashboards: 'ダッシュボード', sources: 'データソース', settings: '設定', source: 'データソース', noSource: 'データソースなし' },
  shell: { palette: '検索またはコマンド', offline: 'サーバーに接続できません。入力した内容は保持され、自動で再接続します。', online: '再接続しました', jobs: (n) => `${n} 件のジョブを実行中`, noJobs: '実行中のジョブはありません', theme: 'テーマ', themeSystem: 'システム', themeLight: 'ライト', themeDark: 'ダーク', language: '言語', shortcuts: 'キーボードショートカット', askThis: (q) => `質問する: ${q}`, newVersion: '新しいバージョンがあります', reload: '再読み込み' },
  grid: { about: (column) => `${column} について`, copied: (n) => `${n} 個のセルをコピーしました`, rows: (n) => `${n} 行` },
  chart: { notSaved: '画像を作成できませんでした。表には同じ数値があります。', failed: 'グラフを描画できませんでした。同じ数値は表にあります。' },
  ask: {
    itself: 'askdb 自身 (言語モデルなし) ', before: '下は前の SQL の結果です。',
    title: '質問', placeholder: 'データについて質問する…', send: '送信', hint: 'Enter で送信、Shift+Enter で改行', tooLong: '質問が 4,096 バイトを超えています。短くしてください。',
    stillWorking: (s) => `まだ処理中です（${s} 秒）。`, elapsed: (s) => `${s} 秒`, copyLink: 'リンクをコピー', linkCopied: 'リンクをコピーしました',
    lost: '接続が切れ、回答を見つけられませんでした。', reconnecting: '再接続しています…', readOnly: '読み取り専用', run: '実行', runAgain: '再実行', editSql: 'SQL を編集', confidence: (p) => `確信度 ${p}`,
    why: 'この回答の根拠', tables: '検討したテーブル', used: '使用', leftOut: '不使用', madeBy: (model, ms, repairs) => `${model} が ${ms} で作成${repairs ? `(修正 ${repairs} 回)` : ''}。`,
    abstained: 'このデータベースには答えがないようです。', stopped: '停止しました。届いた内容は残っています。', next: '次の質問', threads: '会話', newThread: '新しい会話', noHistory: '会話はここに並びます。', searchThreads: '会話を検索', days: { today: '今日', yesterday: '昨日', week: '過去 7 日間', older: 'それ以前' },
    rename: '名前を変える', untitled: 'まだ質問がありません', threadMenu: (title) => `${title} のメニュー`, renameThread: (title) => `${title} の新しい名前`, threadDeleted: (title) => `「${title}」を削除しました`, earlier: '前の質問を表示',
    readAs: (question) => `次の質問として読みました: ${question}`, asTyped: '入力どおりに質問する',
    hello: '何を知りたいですか?', helloText: 'ふだんの言葉で質問してください。数字の前に必ず SQL を確認できます。', noSource: 'データベース(SQLite ファイルか PostgreSQL サーバー)を接続すると質問できます。askdb は読み取りだけを行います。', connect: 'データベースを接続', notSynced: 'このデータベースはまだ読み込まれていません', sync: 'テーブルを読み込む',
    about: (table) => `${table} は何件ありますか?`,
    stages: { understand: '理解', retrieve: 'テーブル検索', generate: 'SQL 作成', check: '検査', try: '試行', running: '実行中', done: '完了', failed: '失敗', waiting: '待機中' }
  },
  result: { emptyFilter: '実行しましたが、該当する行がありません。WHERE の条件が厳しすぎるかもしれません。', widen: '条件なしで実行', pngTitle: 'グラフを画像で保存', title: '結果', chart: 'グラフ', table: '表', statistics: '統計', insights: (n) => (n ? `気づき (${n})` : '気づき'), rows: (n) => `${n.toLocaleString('ja')} 行`, truncated: '結果は途中で切られました。', full: '全画面', asTable: '表で見る', empty: '0 行', emptyHelp: '実行しましたが、該当する行がありません。WHERE の条件が厳しすぎるかもしれません。', confidence: (p) => `確信度 ${p}` },
  stats: { q1: '第 1 四分位', q3: '第 3 四分位', sum: '合計', zeros: 'ゼロ', negatives: '負の値', length: '長さ', blanks: '空白', range: '期間', days: (n) => `${n} 日`, spread: (bins) => `値の分布。${bins}`, spreadOf: (n) => `棒は先頭の ${n} 行のものです。`, none: 'この結果の統計は計算されていません。', title: '列ごとの統計', basis: (n, all) => `${n.toLocaleString('ja')} 行から計算${all ? '(結果全体)' : '(結果はさらに続きます)'}。≈ は推定値です。`, column: '列', type: '型', nulls: 'NULL', distinct: '種類', min: '最小', median: '中央値', mean: '平均', max: '最大', deviation: '標準偏差', common: '多い値' },
  sources: {
    connect: 'データベースを接続', kind: 'データベースの種類', path: 'ファイルのパス', pathHint: 'askdb が動いているマシン上の絶対パス。読み取り専用で開きます。', urlHint: 'URL を貼り付けるか、下の項目に入力してください。',
    host: 'ホスト', port: 'ポート', database: 'データベース', username: 'ユーザー', password: 'パスワード', passwordHint: '暗号化して保存し、再表示しません。', ssl: 'TLS', name: '名前', test: 'テスト', save: '保存して読み込む', sync: '再読み込み',
    works: (version) => `すべて正常です。${version}`, canWrite: 'このロールは書き込みができます。askdb は書き込みませんが、読み取り専用のロールのほうが安全です:', stepOk: '成功', stepFailed: '失敗',
    steps: { dns: 'ホストを探す', tcp: 'ポートに届く', tls: '暗号化', login: 'ログイン', read_only: '読み取り専用セッション', introspect: 'テーブルを読む', file: 'ファイルを開く', read: 'ファイルを読む' },
    empty: 'データベースがありません', emptyText: 'SQLite ファイルか PostgreSQL サーバーを接続すると、askdb がテーブルを読み取り、すぐに質問できます。', status: { connected: '接続済み', disconnected: '未接続', error: 'エラー' },
    readAgo: (ago) => `${ago}に読み込み`, neverRead: '未読み込み', reading: (step, tables, columns) => `読み込み中: ${step} · テーブル ${tables} · 列 ${columns}`, synced: (name) => `${name} は最新です`, failed: (why) => `読み込みに失敗しました: ${why}`,
    deleteTitle: 'このデータソースを削除しますか?', deleteText: (name) => `「${name}」をカタログ・説明・学習データとともに askdb から外します。データベース自体には触れません。`, deleteNamed: (name) => `${name} を削除`, typeName: '確認のため名前を入力してください', deleted: (name) => `${name} を削除しました`
  },
  first: {
    title: '3 つの始め方', sample: 'サンプルデータで試す', sampleText: 'アーティスト、顧客、請求書を持つ架空の音楽ショップを、このサーバーに用意します。ワンクリックで、キーもネットワークも要りません。', useSample: 'サンプルを試す', preparing: 'サンプルを作成中', reading: (done, total) => `読み取り中: ${done} / ${total}`, connect: 'データベースを接続', connectText: 'SQLite ファイルまたは PostgreSQL サーバー。askdb はテーブルを読むだけで、書き込みはできません。', api: 'API を使う', apiText: 'この画面の操作はすべて、HTTP と JSON でもできます。', copyCommand: 'コマンドをコピー'
  },
  catalog: {
    found: { words: (match) => `「${match}」に一致`, meaning: (match) => `意味が近い: ${match}` }, all: 'すべてのテーブル', tables: 'テーブル', search: 'テーブルと列を検索', by: '検索方法', modes: { meaning: '意味', name: '名前' }, hits: (n) => `${n} 件`, noHits: '一致するものがありません', tryName: '名前で検索してみてください。', tryMeaning: '意味で検索してみてください。言い換えも見つかります。',
    empty: 'データベースを接続すると閲覧できます', emptyText: 'テーブル・列・関連がここに並び、名前でも意味でも検索できます。', kind: { table: 'テーブル', view: 'ビュー' }, rows: (n) => `${n} 行`, askAbout: 'これについて質問', columns: '列', column: '列', type: '型', nullable: 'NULL', reference: '参照先', description: '説明',
    yes: '可', primaryKey: '主キー', usedBy: '参照元', sample: '行', look: (n) => `${n} 行を見る`, describe: (of) => `${of} の説明`, addDescription: '説明を追加'
  },
  analysis: { running: '実行中', cancelled: '停止', failed: '失敗', failedTitle: 'この実行は失敗しました', deleted: '削除されたデータベース', asked: '質問を見る', intro: 'askdb が計算した結果は、SQL とともにここに残ります。', empty: '結果はまだありません', emptyText: '質問するか SQL を実行すると、結果と統計がここに並びます。', of: (when) => `${when} の結果` },
  dashboards: { title: 'このバージョンにダッシュボードはありません', text: '結果は保存され、それぞれにリンクがあります。結果を並べるボードはまだありません。', results: '結果を見る' },
  settings: { up: (span) => `稼働時間 ${span}`, checks: { store: '保存場所', jobs: 'ジョブ', model: 'SQL の作成', embedder: '意味による検索' }, about: { store: 'データソース・質問・結果の記録', jobs: 'バックグラウンドでのデータベースの読み込み', model: '質問を SQL にするもの', embedder: '質問の言葉と名前が違うテーブルも見つけます' }, states: { ok: '正常', off: 'オフ', loading: '起動中', down: '停止' }, appearance: '表示', asking: '質問', autoRun: 'SQL ができたらすぐ実行する', autoRunHelp: 'その時点で読み取り専用の検査を通過しています。オフにすると実行ボタンを押します。', singleKeys: '1 文字のショートカット', singleKeysHelp: '/、?、g に続く文字。', server: 'サーバー', openapi: 'API の OpenAPI 文書' },
  keys: { aboutColumn: '表: この列について', palette: 'コマンドパレット', newQuestion: '新しい会話', search: '検索', help: 'この一覧', goAsk: '質問へ', goCatalog: 'カタログへ', goAnalysis: '分析へ', goDashboards: 'ダッシュボードへ', goSources: 'データソースへ', run: '編集した SQL を実行', stop: '閉じる、または回答を停止', copyCells: '表: 選択したセルをコピー', copyNamed: '表: 列名とともにコピー', inspect: '表: セルの中身を見る', sort: '表: この列で並べ替え' },
  error: { title: '問題が発生しました', trace: 'トレース ID', code: 'コード', notFound: 'このアドレスには何もありません', notFoundHelp: 'リンクが古い可能性があります。左のメニューから移動してください。', network: 'サーバーが応答しませんでした', networkHelp: 'askdb が動いていることを確認して、もう一度お試しください。', said: 'サーバーのメッセージ', place: (line, column) => `${line} 行目の ${column} 文字目` }
};
