// Chinese for what Streamlit and Plotly say in English by themselves. Loaded before their bundle, only in Chinese.

// Plotly registers the locales that wait here when it loads.
window.PlotlyLocales = (window.PlotlyLocales || []).concat([
  {
    moduleType: "locale",
    name: "zh-CN",
    dictionary: {
      "Autoscale": "自动缩放",
      "Box Select": "框选",
      "Lasso Select": "套索选择",
      "Double-click on legend to isolate one trace": "双击图例只看这一项",
      "Double-click to zoom back out": "双击还原",
      "Download plot": "下载图片",
      "Download plot as a PNG": "下载图片（PNG）",
      "Download plot as a PNG file": "下载图片（PNG）",
      "Download plot as a SVG": "下载图片（SVG）",
      "Pan": "平移",
      "Reset": "还原",
      "Reset axes": "还原坐标轴",
      "Image download succeeded": "图片已保存",
      "Preparing image - this may take a few seconds": "正在生成图片…",
      "Sorry, there was a problem downloading your image!": "图片没有保存成功，请重试",
      "Zoom": "缩放",
      "Zoom in": "放大",
      "Zoom out": "缩小",
    },
    format: {
      days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
      months: ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
      shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
      date: "%Y-%m-%d",
      year: "%Y年",
      month: "%Y年%-m月",
      dayMonth: "%-m月%-d日",
      dayMonthYear: "%Y年%-m月%-d日",
    },
  },
]);

(() => {
  const words = {
    "Add files": "添加文件",
    "Ascending": "升序",
    "Autosize": "自动列宽",
    "Browse files": "选择文件",
    "Cancel": "取消",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "Choose or add an option": "请选择或输入",
    "Choose or add options": "请选择或输入",
    "Add an option": "请输入",
    "No options to select": "没有可选项",
    "Choose a date range": "选择日期范围",
    "Clear": "清除",
    "Clear all": "全部清除",
    "Clear selection": "清除选择",
    "Clear value": "清除",
    "Close": "关闭",
    "Close fullscreen": "退出全屏",
    "Column selection": "选择列",
    "Connecting": "正在连接",
    "Connection error": "连接中断",
    "CONNECTING": "正在连接",
    "Copied": "已复制",
    "Copy to clipboard": "复制",
    "Date range": "日期范围",
    "Decrement": "减少",
    "Deselect all": "取消全选",
    "Dismiss": "关闭",
    "Download as CSV": "下载 CSV",
    "Drag and drop file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里",
    "empty": "无数据",
    "Exit fullscreen": "退出全屏",
    "Format": "格式",
    "Fullscreen": "全屏",
    "Hide column": "隐藏此列",
    "Increment": "增加",
    "Link to heading": "标题链接",
    "Next month": "下个月",
    "Next page": "下一页",
    "No results": "没有匹配项",
    "Open": "打开",
    "Page not found": "没有这个页面",
    "Pagination": "翻页",
    "Pin column": "固定此列",
    "Press Enter to apply": "按回车生效",
    "Press Enter to submit form": "按回车提交",
    "Previous month": "上个月",
    "Previous page": "上一页",
    "Print": "打印",
    "Remove file": "移除文件",
    "Rerun": "重新运行",
    "Running...": "正在运行…",
    "Search": "搜索",
    "Select all": "全选",
    "Select...": "请选择…",
    "Show/hide columns": "显示或隐藏列",
    "Skip to main content": "跳到主要内容",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Statistics": "统计",
    "Stop": "停止",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "您访问的页面不存在，已转到首页。",
    "Type to search": "输入文字搜索",
    "Unpin column": "取消固定",
    "Upload": "选择文件",
    "View fullscreen": "全屏",
    "file upload": "选择文件",
    "or drag and drop": "或把文件拖到这里",
    "Collapse sidebar": "收起菜单",
    "Expand sidebar": "展开菜单",
    "Open sidebar": "展开菜单",
    "Close sidebar": "收起菜单",
    "Main menu": "菜单",
    "January": "1月",
    "February": "2月",
    "March": "3月",
    "April": "4月",
    "May": "5月",
    "June": "6月",
    "July": "7月",
    "August": "8月",
    "September": "9月",
    "October": "10月",
    "November": "11月",
    "December": "12月",
    "Mo": "一",
    "Tu": "二",
    "We": "三",
    "Th": "四",
    "Fr": "五",
    "Sa": "六",
    "Su": "日",
  };
  const shapes = [
    [/^(?:Limit )?(\d+)MB per file(.*)$/, "每个文件不超过 $1 MB$2"],
    [/^(\d+) options? available\.$/, "$1 个选项"],
    [/^Page (\d+)$/, "第 $1 页"],
    [/^Go to page (\d+)$/, "第 $1 页"],
    [/^Remove (.*)$/, "移除 $1"],
    [/^Selected (.*)\. (.*)$/, "已选 $1"],
    [/^(.*) files are not allowed\.$/, "不支持的文件类型（$1）"],
    [/^File must be (.*) or smaller\.$/, "文件不能大于 $1"],
    [/^(\d+) selected$/, "已选 $1 项"],
  ];
  const attributes = ["aria-label", "placeholder", "title", "data-title"];
  const widgets = "[data-testid=stFileUploaderDropzone], [data-testid=stFileUploader] button";
  const content = "[data-testid=stMarkdownContainer], [data-testid=stCode], [data-testid=stJson], script, style";

  function translated(text) {
    const bare = text.trim();
    if (!bare) return null;
    if (Object.hasOwn(words, bare)) return text.replace(bare, words[bare]);
    for (const [shape, answer] of shapes) {
      const match = bare.match(shape);
      if (match) return text.replace(bare, answer.replace(/\$(\d)/g, (_, place) => match[place] || ""));
    }
    return null;
  }

  // What people wrote stays as they wrote it.
  const isContent = (element) => element && !element.closest(widgets) && element.closest(content);

  function translate(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = translated(node.nodeValue);
      if (text !== null && !isContent(node.parentElement)) node.nodeValue = text;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of attributes) {
      const value = node.getAttribute(name);
      const text = value && translated(value);
      if (text && text !== value) node.setAttribute(name, text);
    }
    node.childNodes.forEach(translate);
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else translate(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: attributes,
  });
})();
