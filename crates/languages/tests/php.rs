//! What becomes of a PHP file.
#![expect(clippy::unwrap_used, reason = "tests")]

mod shown;

use shown::tree;

#[test]
fn a_page_is_a_function_that_shares_its_variables_with_what_it_includes() {
    insta::assert_snapshot!(tree(
        "index.php",
        r#"<?php
require_once __DIR__ . '/lib/db.php';
if (!isset($_GET['id'], $_SERVER['HTTP_X'])) { http_response_code(400); exit; }
$id = (int) $_GET['id'];
$title = sprintf('Note %s', $_POST['title'] ?? 'none');
foreach ($db->query("SELECT * FROM notes WHERE id = {$id}") as $key => $row) {
    [$a, , $b] = $row;
    $rows[] = $row;
}
?>
<h1><?= htmlspecialchars($title) ?></h1>
<?php include 'footer.php';
function find(array $ids, ?Store $store = null) { return array_map(fn($id) => $store?->get($id), $ids); }
"#
    ));
}

#[test]
fn a_controller_has_its_names_attributes_and_promoted_fields() {
    insta::assert_snapshot!(tree("src/Controller/NoteController.php", include_str!("samples/notes.php")));
}

#[test]
fn a_broken_function_does_not_hide_the_others() {
    let tree = tree(
        "a.php",
        "<?php\nfunction a() { return 1; }\nfunction b( { return ]; }\nfunction c() { return 3; }\n",
    );
    assert!(tree.starts_with("! a part of this file is not PHP"), "{tree}");
    assert!(tree.contains("=> 1") && tree.contains("=> 3"), "{tree}");
}
