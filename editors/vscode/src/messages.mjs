// What the extension itself says, in both languages.

export const messages = {
  notFound: (path) => ({
    zh: `没有找到程序「${path}」，所以没有检查和补全；着色和代码片段照常。请安装 heng，或在设置 heng.path 里写明它在哪里。`,
    en: `The program \`${path}\` is not found, so there are no findings and no completion; colours and snippets work. Install heng, or say in the setting heng.path where it is.`,
  }),
  noServer: (path) => ({
    zh: `程序「${path}」没有语言服务（heng lsp），可能是旧版本；着色和代码片段照常。请换新版本，或在设置 heng.path 里另指一个。`,
    en: `The program \`${path}\` has no language server (heng lsp): it may be an old one. Colours and snippets work. Install a newer heng, or name another one in the setting heng.path.`,
  }),
  stopped: (reason) => ({
    zh: `语言服务没有启动：${reason}`,
    en: `The language server did not start: ${reason}`,
  }),
  noScheme: () => ({
    zh: "先打开一个存过盘的方案（.heng），再运行它的测试。",
    en: "Open a scheme (.heng) that is saved to disk, then run its tests.",
  }),
  tests: () => ({ zh: "运行本方案的测试", en: "Run the tests of this scheme" }),
  settings: () => ({ zh: "打开设置", en: "Open settings" }),
};
