class BlocksController < ApplicationController
  before_action only: :one do
    head :unauthorized unless ActiveSupport::SecurityUtils.secure_compare(request.headers['X-Key'].to_s, ENV['KEY'])
  end
  prepend_before_action -> { head :unauthorized unless ActiveSupport::SecurityUtils.secure_compare(request.headers['X-Key'].to_s, ENV['KEY']) }, only: :two
  def one; render json: Note.all; end
  def two; render json: Note.all; end
end
