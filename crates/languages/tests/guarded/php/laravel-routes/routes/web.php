<?php
use App\Http\Controllers\NoteController;
use App\Http\Middleware\AskKey;
use App\Http\Middleware\Idle;
use Illuminate\Support\Facades\Route;
Route::get('/open1', [NoteController::class, 'one']);
Route::get('/closed1', [NoteController::class, 'one'])->middleware(AskKey::class);
Route::middleware([AskKey::class])->group(function () {
    Route::get('/closed2', [NoteController::class, 'one']);
    Route::get('/open2', [NoteController::class, 'one'])->withoutMiddleware([AskKey::class]);
});
Route::group(['middleware' => ['ask'], 'prefix' => 'closed3'], function () {
    Route::get('/a', [NoteController::class, 'one']);
});
Route::middleware('keyed')->group(function () {
    Route::get('/closed4', [NoteController::class, 'one']);
});
Route::middleware('idle')->get('/open3', [NoteController::class, 'one']);
Route::get('/closed5', [NoteController::class, 'one'])->middleware('auth');
Route::get('/closed6', [NoteController::class, 'one'])->middleware(['auth:api', 'throttle:60,1']);
Route::prefix('closed7')->middleware('can:see,App\Models\Note')->group(function () {
    Route::get('/a', [NoteController::class, 'one']);
});
Route::controller(NoteController::class)->middleware('ask')->group(function () {
    Route::get('/closed8', 'one');
});
