from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from pointbook.errors import UnreadableFile
from pointbook.imports import encodings
from pointbook.imports.encodings import raw_pieces, to_utf8
from pointbook.imports.reading import Wishes
from tests.import_files import cells, table_of

CHINESE = "会员编号,姓名,城市\n001,张伟,上海\n002,欧阳娜娜,广州\n"
ROWS = [("001", "张伟", "上海"), ("002", "欧阳娜娜", "广州")]


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (CHINESE.encode(), "utf-8"),
        (CHINESE.encode("utf-8-sig"), "utf-8-sig"),
        (CHINESE.encode("gb18030"), "gb18030"),
        (CHINESE.encode("utf-16"), "utf-16"),
        (CHINESE.encode("utf-16-le"), "utf-16-le"),
        (CHINESE.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_same_text_in_each_encoding_reads_the_same(
    raw: bytes, encoding: str, tmp_path: Path
) -> None:
    table = table_of(raw, tmp_path)
    assert table.encoding == encoding
    assert table.columns == ("会员编号", "姓名", "城市")
    assert cells(table) == ROWS


def test_utf16_of_plain_letters_without_a_bom_is_not_taken_for_utf8(tmp_path: Path) -> None:
    table = table_of("id,points\nA1,5\nA2,6\n".encode("utf-16-le"), tmp_path)
    assert cells(table) == [("A1", "5"), ("A2", "6")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Descripción,año,niño\ngestión,administración,información\n", "cp1252"),
        ("消火栓,ポンプ,ホース\n鯖江,テスト,カナ\n", "shift-jis"),
        ("會員編號,姓名,積分變動\n一號,陳小姐,兌換禮品\n", "big5"),
        ("a,b\n1,©\n", "latin-1"),
    ],
)
def test_an_unclear_encoding_is_asked_for_and_never_guessed(
    text: str, encoding: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        table_of(text.encode(encoding), tmp_path)
    assert refusal.value.values["detail"] == "encoding"

    table = table_of(text.encode(encoding), tmp_path, wishes=Wishes(encoding=encoding))
    assert table.columns == tuple(text.splitlines()[0].split(","))


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "gb2312"])
def test_a_chosen_encoding_is_trusted_with_rare_letters(encoding: str, tmp_path: Path) -> None:
    raw = "编号,喆垚堃镕燚\n1,䶮𠮷\n".encode("gb18030")
    with pytest.raises(UnreadableFile):
        table_of(raw, tmp_path)
    table = table_of(raw, tmp_path, wishes=Wishes(encoding=encoding))
    assert (table.columns, cells(table)) == (("编号", "喆垚堃镕燚"), [("1", "䶮𠮷")])
    assert table.encoding == "gb18030"


def test_every_encoding_that_is_offered_can_be_read(tmp_path: Path) -> None:
    for encoding in encodings.CHOICES:
        text = "a,é\n1,b\n" if encoding == "cp1252" else "a,人\n1,b\n"
        table = table_of(text.encode(encoding), tmp_path, wishes=Wishes(encoding=encoding))
        assert table.columns == ("a", text[2])


@pytest.mark.parametrize("encoding", ["no-such-code", "rot13", "base64"])
def test_an_encoding_that_is_none_is_refused(encoding: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        table_of("a,b\n1,2\n", tmp_path, wishes=Wishes(encoding=encoding))


def test_a_letter_may_lie_across_two_pieces(tmp_path: Path) -> None:
    for shift in range(4):
        raw = (" " * shift + "积分" * (encodings.PIECE // 3)).encode("gb18030")
        text = to_utf8(raw_pieces(raw), tmp_path / "t", "f")
        assert text.path.read_bytes().decode() == raw.decode("gb18030")


def test_nul_bytes_are_removed_and_told(tmp_path: Path) -> None:
    table = table_of(b"a,b\n\x001,2\n", tmp_path)
    assert cells(table) == [("1", "2")]
    assert [(notice.code, notice.count) for notice in table.notices] == [("nul_bytes", 1)]


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    assert cells(table_of(gzip.compress(CHINESE.encode("gb18030")), tmp_path)) == ROWS


def test_a_cut_gzip_file_is_damaged(tmp_path: Path) -> None:
    packed = gzip.compress(CHINESE.encode() * 100)
    with pytest.raises(UnreadableFile) as refusal:
        table_of(packed[: len(packed) // 2], tmp_path)
    assert refusal.value.values["detail"] == "damaged"


def test_a_gzip_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "MAX_TEXT", 1 << 20)
    with pytest.raises(UnreadableFile) as refusal:
        table_of(gzip.compress(b"a,b\n" * (1 << 20)), tmp_path)
    assert refusal.value.values["detail"] == "too_large"
